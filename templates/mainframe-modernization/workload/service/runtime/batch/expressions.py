"""The conditions of a step as data: COND, EVEN and ONLY, and the relational expression of the IF around it.

Source of the terms: IBM z/OS MVS JCL Reference.
"""

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """Of a comparison of return codes, in JCL's letters."""

    GT = "GT"
    GE = "GE"
    EQ = "EQ"
    NE = "NE"
    LT = "LT"
    LE = "LE"


class Run(StrEnum):
    """When a step runs after an abend: never, also (COND=EVEN), or just then (COND=ONLY)."""

    NORMALLY = "normally"
    EVEN = "even"
    ONLY = "only"


@dataclass(frozen=True, kw_only=True)
class Bypass:
    """One test of COND: the step is bypassed when `code operator return code` is true.

    step: whose return code; "": that of any step that ran before.
    """

    code: int
    operator: Operator
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnCode:
    """IF RC: `return code operator value`. step: "": the highest of all steps that ran before."""

    operator: Operator
    value: int
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class Abended:
    """IF ABEND. step: "": any step before."""

    step: str = ""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """IF step.RUN: the step was not bypassed."""

    step: str


@dataclass(frozen=True)
class AllOf:
    """True when each of `tests` is (&, AND)."""

    tests: "tuple[Test, ...]"


@dataclass(frozen=True)
class AnyOf:
    """True when one of `tests` is (|, OR)."""

    tests: "tuple[Test, ...]"


@dataclass(frozen=True)
class Not:
    """True when `test` is not (¬, NOT)."""

    test: "Test"


Test = ReturnCode | Abended | Ran | AllOf | AnyOf | Not
