"""The clauses of one data description entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from records.cursor import ZEROS, Cursor
from records.layout import Usage
from records.occurs import read_occurs
from records.source import Word

USAGES = {
    "DISPLAY": Usage.DISPLAY,
    **dict.fromkeys(("COMP-3", "COMPUTATIONAL-3", "PACKED-DECIMAL"), Usage.PACKED),
    **dict.fromkeys(("COMP", "COMPUTATIONAL", "COMP-4", "COMPUTATIONAL-4", "BINARY"), Usage.BINARY),
    **dict.fromkeys(("COMP-5", "COMPUTATIONAL-5"), Usage.NATIVE),
    **dict.fromkeys(("COMP-1", "COMPUTATIONAL-1"), Usage.FLOAT),
    **dict.fromkeys(("COMP-2", "COMPUTATIONAL-2"), Usage.DOUBLE),
}
_SUPPORTED = "DISPLAY, BINARY, COMP, COMP-1 to COMP-5 or PACKED-DECIMAL"


@dataclass(kw_only=True)
class Clauses:
    """As written; None or empty where the clause is missing. values: without quotes, a range as "LOW THRU HIGH".
    all: the value is repeated to the end of the item."""

    picture: str = ""
    usage: Usage | None = None
    sign: str = ""
    separate: bool = False
    occurs: tuple[int, int] | None = None
    depending_on: tuple[str, ...] = ()
    redefines: str = ""
    synchronized: bool = False
    justified: bool = False
    blank_when_zero: bool = False
    all: bool = False
    values: list[str] = field(default_factory=list)
    renames: list[str] = field(default_factory=list)


class Reader:
    """first: the level number, for errors; rest: the words after the name, up to the period."""

    def __init__(self, first: Word, rest: Sequence[Word]) -> None:
        self._words = Cursor(first, rest)
        self._read = Clauses()
        self._clauses: dict[str, Callable[[], None]] = {
            **dict.fromkeys(("PIC", "PICTURE"), self._picture),
            **dict.fromkeys(("SIGN", "LEADING", "TRAILING"), self._sign),
            **dict.fromkeys(("SYNC", "SYNCHRONIZED"), self._synchronized),
            **dict.fromkeys(("JUST", "JUSTIFIED"), self._justified),
            **dict.fromkeys(("VALUE", "VALUES"), self._values),
            **dict.fromkeys(("USAGE", *USAGES), self._usage),
            **dict.fromkeys(("GLOBAL", "EXTERNAL"), self._global),
            **{"OCCURS": self._occurs, "REDEFINES": self._redefines, "BLANK": self._blank, "RENAMES": self._renames},
        }

    def clauses(self) -> Clauses:
        """Raises CopybookError."""
        while word := self._words.peek():
            if word not in self._clauses:
                raise self._words.error("a clause such as PIC, USAGE, OCCURS, REDEFINES or VALUE")
            self._clauses[word]()
        return self._read

    def _picture(self) -> None:
        self._words.skip("PIC", "PICTURE")
        self._words.skip("IS")
        self._read.picture = self._words.next("a PICTURE such as S9(7)V99")

    def _usage(self) -> None:
        self._words.skip("USAGE")
        self._words.skip("IS")
        if (word := self._words.peek()) not in USAGES:
            raise self._words.error(_SUPPORTED)
        self._read.usage = USAGES[word]
        self._words.next("")

    def _sign(self) -> None:
        self._words.skip("SIGN")
        self._words.skip("IS")
        if (sign := self._words.peek()) not in ("LEADING", "TRAILING"):
            raise self._words.error("LEADING or TRAILING")
        self._read.sign = self._words.next(sign)
        self._read.separate = self._words.skip("SEPARATE")
        self._words.skip("CHARACTER")

    def _occurs(self) -> None:
        self._words.next("")
        self._read.occurs, self._read.depending_on = read_occurs(self._words, set(self._clauses))

    def _global(self) -> None:
        self._words.next("")

    def _redefines(self) -> None:
        self._words.next("")
        self._read.redefines = self._words.next("the name of an item")

    def _synchronized(self) -> None:
        self._words.next("")
        self._words.skip("LEFT", "RIGHT")
        self._read.synchronized = True

    def _justified(self) -> None:
        self._words.next("")
        self._words.skip("RIGHT")
        self._read.justified = True

    def _blank(self) -> None:
        self._words.next("")
        self._words.skip("WHEN")
        if not self._words.skip(*ZEROS):
            raise self._words.error("BLANK WHEN ZERO")
        self._read.blank_when_zero = True

    def _renames(self) -> None:
        self._words.next("")
        self._read.renames += self._words.qualified()[:1]
        if self._words.skip("THRU", "THROUGH"):
            self._read.renames += self._words.qualified()[:1]

    def _values(self) -> None:
        self._words.next("")
        self._words.skip("IS", "ARE")
        while (word := self._words.peek()) and word not in self._clauses:
            if word in ("WHEN", "SET", "FALSE"):
                self._when_set_to_false()
                continue
            self._read.all = self._words.skip("ALL") or word in ZEROS
            value = self._words.literal()
            if self._words.skip("THRU", "THROUGH"):
                value = f"{value} THRU {self._words.literal()}"
            self._read.values.append(value)
        if not self._read.values:
            raise self._words.error("a literal")

    def _when_set_to_false(self) -> None:
        """What SET … TO FALSE moves is no value that makes the condition true."""
        for word in ("WHEN", "SET", "TO", "FALSE", "IS"):
            self._words.skip(word)
        self._words.literal()
