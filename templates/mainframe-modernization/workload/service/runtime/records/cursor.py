"""A place among the words of one entry, that moves on."""

from collections.abc import Sequence

from records.copybook_error import CopybookError
from records.source import Word

ZEROS = ("ZERO", "ZEROS", "ZEROES")
_FIGURATIVE = {**dict.fromkeys(ZEROS, "0"), "SPACE": " ", "SPACES": " "}


class Cursor:
    """first: the level number, for errors; rest: the words after the name. Methods raise CopybookError."""

    def __init__(self, first: Word, rest: Sequence[Word]) -> None:
        self._first, self._rest, self._place = first, rest, 0

    def literal(self) -> str:
        """Without its quotes; ZERO and SPACE as the character. LOW-VALUES, HIGH-VALUES, QUOTES: as written."""
        text = self.next("a literal")
        if text[-1] in "'\"" and text[0] == text[-1]:
            return text[1:-1].replace(text[0] * 2, text[0])
        return _FIGURATIVE.get(text, text)

    def qualified(self) -> tuple[str, ...]:
        names = [self.next("the name of an item")]
        while self.skip("OF", "IN"):
            names.append(self.next("the name of a group"))
        return tuple(names)

    def number(self) -> int:
        if not self.peek().isdigit():
            raise self.error("a number, as in OCCURS 1 TO 10 TIMES DEPENDING ON COUNT")
        return int(self.next(""))

    def peek(self) -> str:
        return self._rest[self._place].text if self._place < len(self._rest) else ""

    def next(self, expected: str) -> str:
        if self._place == len(self._rest):
            raise self.error(expected)
        self._place += 1
        return self._rest[self._place - 1].text

    def skip(self, *words: str) -> bool:
        found = self.peek() in words
        self._place += found
        return found

    def error(self, expected: str) -> CopybookError:
        at = self._rest[self._place] if self._place < len(self._rest) else None
        where = at or (self._rest[-1] if self._rest else self._first)
        return CopybookError(where.file, where.line, str(at) if at else "the end of the entry", expected)
