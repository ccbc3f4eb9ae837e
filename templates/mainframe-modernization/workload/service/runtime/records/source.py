"""Lines of fixed format → words (IBM Enterprise COBOL Language Reference, Reference format)."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from records.copybook_error import CopybookError

_INDICATOR, _START, _END = 6, 7, 72
# Directives of the listing; each stands alone on its line, with or without a period.
_LISTING = re.compile(r"""(?i)^\s*(EJECT|SKIP[123]|TITLE\s+["'].*)\s*\.?\s*$""")
_PATTERN = re.compile(
    r"""(?P<space>\s+)|==(?P<pseudo>.*?)==|(?P<literal>[XxNnGgZz]?(?:'(?:[^']|'')*'|"(?:[^"]|"")*"))|(?P<word>[^\s'"]+)""",
    re.DOTALL,
)


class Kind(Enum):
    """PSEUDO is the text between two `==`; PERIOD ends an entry."""

    WORD = "word"
    LITERAL = "literal"
    PSEUDO = "pseudo-text"
    PERIOD = "period"


@dataclass(frozen=True)
class Word:
    """text: words in upper case, literals with their quotes. file: the copybook where it stands, line: from 1."""

    kind: Kind
    text: str
    file: str
    line: int

    def __str__(self) -> str:
        return self.text


def words(text: str, file: str) -> list[Word]:
    """Raises CopybookError: a literal that is not closed, or an indicator that no rule knows."""
    joined, starts, lines = _join(text, file)
    return list(_scan(joined, lambda place: lines[bisect_right(starts, place) - 1], file))


def pseudo_words(word: Word) -> list[Word]:
    """The words of a pseudo-text, all at its line."""
    return list(_scan(word.text, lambda _: word.line, word.file))


def _join(text: str, file: str) -> tuple[str, list[int], list[int]]:
    """The text of areas A and B with continuation lines joined; where each line starts there, and its number."""
    joined, starts, lines, quote = "", [0], [1], ""
    for number, line in enumerate(text.splitlines(), start=1):
        expanded = line.expandtabs(8)
        indicator, content = expanded[_INDICATOR:_START] or " ", expanded[_START:_END]
        if indicator in "*/Dd" or not content.strip() or _LISTING.match(content):
            continue
        _refuse_cut(expanded, file, number)
        if indicator not in " -":
            raise CopybookError(file, number, f"{indicator!r} in column 7", "a space, *, /, - or D")
        if indicator == "-" and quote:
            content = content.lstrip()
            if content[:1] != quote:
                raise CopybookError(
                    file, number, "no quote", f"{quote} that goes on with the literal of the line before"
                )
            content = content[1:]
        elif quote:
            raise CopybookError(file, lines[-1], "a literal without its end", f"{quote}, or a continuation line")
        elif indicator == "-":
            joined, content = joined.rstrip(), content.lstrip()
        else:
            joined += "\n"
        starts.append(len(joined))
        lines.append(number)
        content, quote = _without_comment(content, quote)
        # A literal that goes on takes the line up to column 72.
        joined += content.ljust(_END - _START) if quote else content
    if quote:
        raise CopybookError(file, lines[-1], "a literal without its end", quote)
    return joined, starts, lines


def _refuse_cut(line: str, file: str, number: int) -> None:
    """The compiler reads nothing behind column 72. A sequence number there is no text: it stands apart, up to 80."""
    beyond = line[_END:].rstrip()
    if beyond and (not line[_END - 1 : _END + 1].count(" ") or len(beyond) > 8):
        raise CopybookError(file, number, f"{beyond.strip()} behind column 72", "text up to column 72")


def _without_comment(content: str, quote: str) -> tuple[str, str]:
    """The line up to `*>`, and the quote that is open at its end."""
    for place, character in enumerate(content):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif content.startswith("*>", place):
            return content[:place], ""
    return content, quote


def _scan(text: str, line_at: Callable[[int], int], file: str) -> Iterator[Word]:
    place = 0
    while place < len(text):
        found = _PATTERN.match(text, place)
        line = line_at(place)
        if found is None:
            raise CopybookError(file, line, text[place : place + 20].strip(), "a literal that ends")
        place = found.end()
        if found["pseudo"] is not None:
            yield Word(Kind.PSEUDO, found["pseudo"], file, line)
        elif found["literal"]:
            yield Word(Kind.LITERAL, found["literal"], file, line)
        elif found["word"]:
            yield from _word(found["word"], file, line)


def _word(text: str, file: str, line: int) -> Iterator[Word]:
    # A period or a comma at the end of a word separates; within it, as in 1.5 or ZZ,ZZ9.99, it belongs to it.
    bare = text.rstrip(".,;")
    if bare:
        yield Word(Kind.WORD, bare.upper(), file, line)
    if "." in text[len(bare) :]:
        yield Word(Kind.PERIOD, ".", file, line)
