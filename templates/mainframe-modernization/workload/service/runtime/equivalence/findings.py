"""What an equivalence run found: differences of an output from the golden one, and what kept it from a verdict."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Of a difference."""

    FIELD = "field differs"
    MISSING = "record missing"
    EXTRA = "record extra"
    DUPLICATE = "duplicate record"
    LENGTH = "record length differs"
    ORDER = "order differs"


class Difference(NamedTuple):
    """One place where the output is not the golden one.

    record: its number from 1, in the output; of a missing record in the golden file. key: "ACCT-NUMBER=12" or "".
    offset: in bytes from the start of the record. file_offset: from the start of the file that `record` counts in.
    expected, actual: as a person reads them; "" when that side has no such record. note: what it looks like, or "".
    """

    kind: Kind
    record: int
    key: str
    field: str
    offset: int
    file_offset: int
    expected: str
    actual: str
    note: str

    def __str__(self) -> str:
        record = f"record {self.record}" + (f" ({self.key})" if self.key else "")
        if self.kind in (Kind.MISSING, Kind.EXTRA, Kind.DUPLICATE):
            return f"{self.kind}: {record}, at offset {self.file_offset} of the file{self._note}."
        place = f" of {self.field} at offset {self.offset}" if self.field else ""
        return f"{self.kind}: {record}{place}: expected {self.expected}, actual {self.actual}{self._note}."

    @property
    def _note(self) -> str:
        return f" ({self.note})" if self.note else ""


@dataclass(kw_only=True)
class OutputResult:
    """One output of a case, or one file of a parallel run.

    golden: name of the golden file. expected, actual: records of each side. masked: records that differ only where a
    rule masks a field or a part of it. tolerated: fields that differ by at most their tolerance. total: differences, of
    which `differences` holds the first. by_field: how many in each field, and of each other kind. hints: what all
    of them look like.
    """

    dd: str
    golden: str
    expected: int = 0
    actual: int = 0
    masked: int = 0
    tolerated: int = 0
    total: int = 0
    differences: list[Difference] = field(default_factory=list)
    by_field: Counter[str] = field(default_factory=Counter)
    hints: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return not self.total and not self.problems


@dataclass(kw_only=True)
class CaseResult:
    """One case. return_code: what the program ended with; None when it did not run to an end. digest: SHA-256 of the
    program that ran, "" if none did. problems: of the case itself; those of an output stand there."""

    name: str
    program: str
    expected_code: int
    parameter: str = ""
    return_code: int | None = None
    digest: str = ""
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    outputs: list[OutputResult] = field(default_factory=list)

    @property
    def code_differs(self) -> bool:
        return self.return_code is not None and self.return_code != self.expected_code

    @property
    def equal(self) -> bool:
        return self.return_code == self.expected_code and not self.problems and all(each.equal for each in self.outputs)

    @property
    def total(self) -> int:
        """Differences of all outputs, and 1 for another return code."""
        return sum(each.total for each in self.outputs) + self.code_differs


@dataclass(kw_only=True)
class Outcome:
    """The whole run. problems: of the run itself, for example a program without a case. rules: as text with reasons."""

    cases: list[CaseResult] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        return bool(self.cases) and not self.problems and all(each.equal for each in self.cases)

    @property
    def total(self) -> int:
        return sum(each.total for each in self.cases)

    @property
    def all_problems(self) -> int:
        found = (len(each.problems) + sum(len(output.problems) for output in each.outputs) for each in self.cases)
        return len(self.problems) + sum(found)
