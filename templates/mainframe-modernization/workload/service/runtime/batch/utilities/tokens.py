"""Control statements as tokens that know the card and column where they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from batch.errors import StatementError

_TOKEN = re.compile(
    r"(?P<literal>[CX]'(?:[^']|'')*')|(?P<word>[A-Z@#$&*][A-Z0-9@#$&.*-]*|[+-]?[0-9]+)|(?P<sign>[=(),])"
)


@dataclass(frozen=True, kw_only=True)
class Token:
    """text: as written, literals with their quotes. column: 1-based."""

    text: str
    card: str
    column: int

    def refuse(self, reason: str) -> NoReturn:
        """Raises StatementError with this token's place."""
        raise StatementError(reason, statement=self.card, column=self.column)


def tokens(card: str, *, start: int = 0, stop: int, blank_ends: bool) -> list[Token]:
    """Of a card from index `start` to before `stop`. blank_ends: what follows a blank is a comment.

    Raises StatementError.
    """
    found: list[Token] = []
    at = start
    while at < stop:
        if card[at] == " ":
            if blank_ends and found:
                break
            at += 1
            continue
        match = _TOKEN.match(card, at)
        if not match:
            raise StatementError(f"'{card[at]}' cannot stand here.", statement=card, column=at + 1)
        found.append(Token(text=match[0], card=card, column=at + 1))
        at = match.end()
    return found


class Reader:
    """Takes the tokens of a statement one by one."""

    def __init__(self, given: Sequence[Token]) -> None:
        self._tokens = given
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._at == len(self._tokens)

    def next(self, what: str) -> Token:
        """Raises StatementError: nothing follows, and `what` is needed."""
        if self.ended:
            last = self._tokens[-1]
            raise StatementError(
                f"{what} is missing at the end.", statement=last.card, column=last.column + len(last.text)
            )
        self._at += 1
        return self._tokens[self._at - 1]

    def peek(self, ahead: int = 0) -> str:
        """The text of the next token, or of one further ahead; "" at the end."""
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else ""

    def take(self, text: str) -> Token:
        """Raises StatementError: the next token is another."""
        token = self.next(f"'{text}'")
        if token.text != text:
            token.refuse(f"'{token.text}' stands where '{text}' is needed.")
        return token

    def number(self, what: str, *, low: int, high: int) -> int:
        """Raises StatementError: no whole number from low to high."""
        token = self.next(what)
        if not re.fullmatch("[0-9]{1,9}", token.text) or not low <= int(token.text) <= high:
            token.refuse(f"{what} '{token.text}' is no whole number from {low} to {high}.")
        return int(token.text)

    def end(self) -> None:
        """Raises StatementError: more follows."""
        if not self.ended:
            self._tokens[self._at].refuse(f"'{self._tokens[self._at].text}' is not supported.")
