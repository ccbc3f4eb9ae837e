"""A job as data: what a job definition says, after JCL's JOB, EXEC, COND, IF and DD statements.

Source of the terms: IBM z/OS MVS JCL Reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from batch.expressions import Bypass, Run, Test


class Status(StrEnum):
    """First part of DISP: NEW is written, MOD is written after what is there, OLD and SHR are there already."""

    NEW = "NEW"
    MOD = "MOD"
    OLD = "OLD"
    SHR = "SHR"


class Ending(StrEnum):
    """Second and third part of DISP: what becomes of the data set."""

    CATLG = "CATLG"
    KEEP = "KEEP"
    PASS = "PASS"  # noqa: S105
    DELETE = "DELETE"
    UNCATLG = "UNCATLG"


@dataclass(frozen=True, kw_only=True)
class Disposition:
    """DISP=(status, normal, abnormal), with JCL's defaults filled in."""

    status: Status
    normal: Ending
    abnormal: Ending

    @classmethod
    def of(
        cls, status: Status = Status.NEW, normal: Ending | None = None, abnormal: Ending | None = None
    ) -> "Disposition":
        """Without `normal`, what is new is deleted and what was there is kept; without `abnormal`, as `normal`, and
        behind PASS as without `normal`."""
        # JCL Reference, DISP parameter, defaults: a MOD data set counts as one that was there.
        unsaid = Ending.DELETE if status is Status.NEW else Ending.KEEP
        normal = normal or unsaid
        return cls(status=status, normal=normal, abnormal=abnormal or (unsaid if normal is Ending.PASS else normal))


SHARED = Disposition.of(Status.SHR)


@dataclass(frozen=True, kw_only=True)
class DataDefinition:
    """A DD statement: one of dataset, sysout, instream and dummy is set.

    dataset: a DSN; `(0)`, `(+1)`, `(-1)` behind it are generations, `(NAME)` a member, && before it a temporary one.
    instream: lines, None without. format, length, copybook: "" and 0 leave them to the catalogue of data sets.
    Statements of one `dd` that follow one another are a concatenation, which is read in their order.
    """

    dd: str
    dataset: str = ""
    sysout: str = ""
    instream: tuple[str, ...] | None = None
    dummy: bool = False
    disposition: Disposition = SHARED
    format: str = ""
    length: int = 0
    copybook: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """An EXEC statement. when: of the IF around it. minutes: that it may take; 0: as the state machine says."""

    name: str
    program: str
    parameter: str = ""
    bypass_when: tuple[Bypass, ...] = ()
    run: Run = Run.NORMALLY
    when: Test | None = None
    datasets: tuple[DataDefinition, ...] = ()
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Job:
    """symbols: &NAMEs that an execution may set, with their defaults. restart: the step that an execution begins
    with unless its input names another; "": the first."""

    name: str
    steps: tuple[Step, ...]
    symbols: Mapping[str, str] = field(default_factory=dict)
    restart: str = ""

    def step(self, name: str) -> Step:
        """The step of that name. Raises KeyError."""
        return next((step for step in self.steps if step.name == name), None) or _missing(name)


def _missing(name: str) -> Step:
    raise KeyError(name)
