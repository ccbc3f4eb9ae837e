"""JCL of tests, and what the converter makes of it."""

from pathlib import Path

from batch.definition import DataDefinition, Job, Step, parse_job
from workload.jcl.convert import Conversion, convert
from workload.jcl.findings import Kind

FILE = "jcl/TEST.jcl"


def conversion(*lines: str, head: str = "//TEST     JOB", folder: Path | None = None) -> Conversion:
    """Of one job: `head`, then `lines`. folder: of procedures."""
    (found,) = convert("\n".join((head, *lines)) + "\n", file=FILE, folders=[folder] if folder else [])
    return found


def job(*lines: str, head: str = "//TEST     JOB", folder: Path | None = None) -> Job:
    """The definition that is written. Fails with the findings when none is."""
    found = conversion(*lines, head=head, folder=folder)
    assert found.text, said(found)
    return parse_job(found.text, file="TEST.yaml")


def step(*lines: str, head: str = "//TEST     JOB", folder: Path | None = None) -> Step:
    """The last step of that job."""
    return job(*lines, head=head, folder=folder).steps[-1]


def dds(*lines: str) -> tuple[DataDefinition, ...]:
    """The DDs of a step that has these DD statements."""
    return step("//ONE      EXEC PGM=ACCTPOST", *lines).datasets


def said(found: Conversion, *kinds: Kind) -> list[str]:
    """The findings as they are printed; without kinds those that matter."""
    return [str(each) for each in found.findings.of(*(kinds or (Kind.NOT_CONVERTED, Kind.REFUSED)))]
