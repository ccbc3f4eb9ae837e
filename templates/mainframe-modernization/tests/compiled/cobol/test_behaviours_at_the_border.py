"""Where no option of GnuCOBOL restores a behaviour, what stands around the program does."""

from pathlib import Path

import pytest

from batch.definition import parse_job
from batch.errors import DatasetError
from batch.run import open_run
from batch.staging import Staging
from batch.store import FolderStore
from records.writing import variable_to_cobol
from tests.support.cobol_behaviours import Behaviour, behaviours, compiled, outcome

CASES = {case.name: case for case in behaviours("border")}
VARIES, SORTS = CASES["variable-records"], CASES["sort-missing-input"]
RECORDS = (b"ONE", b"TWO TWO", b"THREE THREE")
JOB = """
name: DAILY
steps:
- name: SORT
  program: SORTS
  datasets:
  - {dd: SORTIN, dataset: BANK.ABSENT, disposition: [OLD, KEEP]}
  - {dd: SORTOUT, dataset: BANK.SORTED, disposition: [NEW, CATLG]}
"""


@pytest.fixture
def with_rdw(tmp_path: Path) -> Path:
    """Three records, each with its length and four in two bytes, and two bytes of zeros."""
    path = tmp_path / "with-rdw"
    path.write_bytes(b"".join((len(record) + 4).to_bytes(2, "big") + b"\0\0" + record for record in RECORDS))
    return path


def run(case: Behaviour, scratch: Path, **dds: Path) -> tuple[str, ...]:
    return outcome(compiled(case, scratch), {f"DD_{name}": str(path) for name, path in dds.items()})


def test_records_with_an_rdw_are_lost_where_nothing_converts_them(with_rdw: Path, tmp_path: Path) -> None:
    assert run(VARIES, tmp_path, VARIN=with_rdw) == VARIES.otherwise


def test_records_with_an_rdw_are_all_read_behind_the_border(with_rdw: Path, tmp_path: Path) -> None:
    counts = variable_to_cobol(with_rdw, tmp_path / "converted")
    assert counts.records == len(RECORDS)
    assert run(VARIES, tmp_path, VARIN=tmp_path / "converted") == VARIES.expected


def test_a_sort_without_its_input_ends_well_where_nothing_looks_before(tmp_path: Path) -> None:
    output = tmp_path / "sorted"
    output.write_bytes(b"B002A001")
    assert run(SORTS, tmp_path, SORTIN=tmp_path / "absent", SORTOUT=output) == SORTS.otherwise
    assert output.read_bytes() == b""


def test_a_step_whose_input_is_missing_does_not_start(tmp_path: Path) -> None:
    job = parse_job(JOB, file="jobs/DAILY.yaml")
    opened = open_run(FolderStore(tmp_path / "store"), job, execution="1", first="", run="1", symbols={})
    (tmp_path / "step").mkdir()
    staging = Staging(opened, job.steps[0], catalogue={}, copybooks=tmp_path, folder=tmp_path / "step")
    with pytest.raises(DatasetError, match=r"DD SORTIN .* BANK\.ABSENT is not there; SORTS was not started"):
        staging.prepare()
    assert SORTS.expected == ("the step does not start",)
