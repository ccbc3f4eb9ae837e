"""What the converter has to say about a job: file, line, what, and the reason."""

import sys
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """How much a finding matters."""

    # Of use on the mainframe only: the job computes the same without it.
    LEFT_OUT = "left out"
    # The definition is written, and lacks this: complete it by hand.
    NOT_CONVERTED = "not converted"
    # Which steps run, when, or on what data is not certain: nothing is written.
    REFUSED = "refused"


class Grade(IntEnum):
    """How far a job was converted; its value is the exit code."""

    FULLY = 0
    PARTLY = 4
    NOT = 8


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file. line: 1-based."""

    file: str
    line: int


@dataclass(frozen=True)
class Finding:
    """what: the statement or parameter that it is about. reason: without values, so that findings can be counted."""

    place: Place
    kind: Kind
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place.file} line {self.place.line}: {self.kind}: {self.what}: {self.reason}"


class JclError(ValueError):
    """A statement cannot be converted. what, reason, kind: as in a finding."""

    def __init__(self, what: str, reason: str, kind: Kind = Kind.REFUSED) -> None:
        super().__init__(f"{what}: {reason}")
        self.what = what
        self.reason = reason
        self.kind = kind


@dataclass
class Findings:
    """Findings of one job, each once, in the order found."""

    found: list[Finding] = field(default_factory=list)

    def left_out(self, place: Place, what: str, reason: str) -> None:
        self._add(Finding(place, Kind.LEFT_OUT, what, reason))

    def not_converted(self, place: Place, what: str, reason: str) -> None:
        self._add(Finding(place, Kind.NOT_CONVERTED, what, reason))

    def refuse(self, place: Place, what: str, reason: str) -> None:
        self._add(Finding(place, Kind.REFUSED, what, reason))

    def error(self, place: Place, error: JclError) -> None:
        self._add(Finding(place, error.kind, error.what, error.reason))

    def of(self, *kinds: Kind) -> list[Finding]:
        """Those of these kinds, by place."""
        return sorted((each for each in self.found if each.kind in kinds), key=lambda each: each.place)

    def between(self, first: int, last: int | None) -> "Findings":
        """Those of the lines from `first` to before `last`; None: to the end."""
        return Findings([each for each in self.found if first <= each.place.line < (last or sys.maxsize)])

    @property
    def grade(self) -> Grade:
        kinds = {each.kind for each in self.found}
        if Kind.REFUSED in kinds:
            return Grade.NOT
        return Grade.PARTLY if Kind.NOT_CONVERTED in kinds else Grade.FULLY

    def _add(self, finding: Finding) -> None:
        # A procedure that is called twice says the same twice.
        if finding not in self.found:
            self.found.append(finding)
