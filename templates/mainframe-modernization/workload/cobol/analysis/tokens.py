"""Words of a program with its copybooks put in, and parentheses and operators of statements as tokens of their own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from records.copies import expand
from records.copybook_error import CopybookError
from records.source import Kind, Word, words
from workload.cobol.errors import CobolError

# Paragraphs of the IDENTIFICATION DIVISION hold free text (AUTHOR. J. O'NEIL.), which is no COBOL.
_NEXT_DIVISION = re.compile(r"^.{6} *(ENVIRONMENT|DATA|PROCEDURE) +DIVISION", re.IGNORECASE)
_PARTS = re.compile(r"\*\*|>=|<=|<>|[()*/=<>]|[^()*/=<>]+")


@dataclass(frozen=True)
class Token:
    """text: in upper case; `.` ends a sentence; a literal has its quotes. file, line: where it stands."""

    text: str
    file: str
    line: int

    @property
    def is_literal(self) -> bool:
        """A literal in quotes, also X'…' and N'…'."""
        return self.text[-1] in "'\""


def shown_file(word: Word) -> str:
    """The path of the file where a word stands; the lexer calls a copybook `NAME (COPY of …)`."""
    name, of_another, _ = word.file.partition(" (COPY of ")
    return f"cpy/{name}.cpy" if of_another else name


def program_words(path: Path, copybooks: Path, shown: str) -> list[Word]:
    """All words behind the IDENTIFICATION DIVISION. Raises CobolError: text or a copybook that cannot be read."""
    lines = path.read_text("utf-8").splitlines()
    start = next((number for number, line in enumerate(lines) if _NEXT_DIVISION.match(line)), len(lines))
    try:
        # Empty lines for those that are left out: the others keep their numbers.
        return list(expand(words("\n" * start + "\n".join(lines[start:]), shown), copybooks))
    except CopybookError as error:
        raise CobolError(str(error)) from error


def tokens(source: Iterable[Word]) -> Iterator[Token]:
    """Tokens of statements. `A(1)` is four of them."""
    for word in source:
        if word.kind is Kind.WORD:
            yield from (Token(part, shown_file(word), word.line) for part in _PARTS.findall(word.text))
        else:
            yield Token(word.text, shown_file(word), word.line)
