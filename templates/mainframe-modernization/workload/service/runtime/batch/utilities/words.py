"""What RECONCIL and ACCTLOAD are told by PARM or SYSIN: words KEY=VALUE, with commas or spaces between them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from batch.errors import StatementError

_WORD = re.compile(r"(?P<key>[A-Z]+)=(?P<value>[^\s,]+)")


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words that a utility knows. example: of a statement with some of them."""

    utility: str
    known: Collection[str]
    example: str

    def read(self, statements: Iterable[str]) -> list[tuple[str, str]]:
        """Each key with its value, in order. Raises StatementError: a word is not known."""
        return [pair for statement in statements for pair in self._of(statement)]

    def _of(self, statement: str) -> list[tuple[str, str]]:
        found = []
        for word in re.finditer(r"[^\s,]+", statement):
            read = _WORD.fullmatch(word[0])
            if read is None or read["key"] not in self.known:
                known = f"{self.utility} has {', '.join(self.known)}, for example {self.example}"
                raise StatementError(
                    f"'{word[0]}' is not known; {known}.", statement=statement, column=word.start() + 1
                )
            found.append((read["key"], read["value"]))
        return found
