"""The items of a record: their place in bytes, and how each is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Usage(StrEnum):
    """How a field is stored (IBM Enterprise COBOL Language Reference, USAGE clause)."""

    DISPLAY = "DISPLAY"
    PACKED = "COMP-3"
    BINARY = "COMP"
    NATIVE = "COMP-5"
    FLOAT = "COMP-1"
    DOUBLE = "COMP-2"


class Sign(StrEnum):
    """Where the sign of a DISPLAY field stands. NONE for all others, and without S in the picture."""

    NONE = "none"
    OVERPUNCH = "trailing"
    LEADING_OVERPUNCH = "leading"
    TRAILING_SEPARATE = "trailing separate"
    LEADING_SEPARATE = "leading separate"


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """A group or an elementary item.

    name: upper case; an item without a name is FILLER-1, FILLER-2, … in the order of the copybook. line: of the
    copybook, from 1. offset: in bytes from the start of the record, for the first occurrence, with each table before it
    at its longest. length: in bytes of one occurrence. digits: those that are stored. scale: decimals; below 0 for
    trailing P. conditions: level 88, name → values without quotes, a range as "LOW THRU HIGH". value: of the VALUE
    clause, without quotes, or None. text that is edited or BLANK WHEN ZERO is not `numeric`.
    """

    name: str
    level: int
    line: int
    offset: int
    length: int
    picture: str = ""
    usage: Usage = Usage.DISPLAY
    sign: Sign = Sign.NONE
    signed: bool = False
    digits: int = 0
    scale: int = 0
    numeric: bool = False
    occurs: int = 1
    occurs_at_least: int = 1
    table: bool = False
    depending_on: str = ""
    redefines: str = ""
    justified: bool = False
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    value: str | None = None
    filler: bool = False
    children: tuple["Field", ...] = ()

    @cached_property
    def most(self) -> int:
        """The largest number that is stored, without its point.

        What TRUNC(BIN) programs and DB2 keep in a binary field goes beyond its picture: all that its bytes hold counts.
        """
        if self.usage in (Usage.BINARY, Usage.NATIVE):
            return (1 << self.length * 8 - self.signed) - 1
        return int(10**self.digits) - 1

    @cached_property
    def least(self) -> int:
        """The smallest; of an unsigned field 0."""
        if not self.signed:
            return 0
        return -self.most - 1 if self.usage in (Usage.BINARY, Usage.NATIVE) else -self.most

    def __iter__(self) -> Iterator["Field"]:
        """The field itself and all below it, in the order of the copybook."""
        yield self
        for child in self.children:
            yield from child


@dataclass(frozen=True, kw_only=True, eq=False)
class Leaf:
    """One occurrence of an elementary item.

    path: as "GROUP.ITEM(2)", without groups that have no name. keys: the same for nested dicts and lists, as ("GROUP",
    "ITEM", 1) with places from 0; empty for an item without a name.
    """

    field: Field
    path: str
    offset: int
    length: int
    keys: tuple[str | int, ...] = ()
