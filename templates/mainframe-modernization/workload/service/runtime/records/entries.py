"""Words → data description entries, one for each level number.

Source: IBM Enterprise COBOL Language Reference, Data division, Data description entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from records.clauses import Clauses, Reader
from records.copybook_error import CopybookError
from records.source import Kind, Word

_LEVELS = (*range(1, 50), 66, 77, 88)
_KEYWORDS = {"REDEFINES", "PIC", "PICTURE", "USAGE", "OCCURS", "VALUE", "VALUES", "SIGN", "RENAMES"}


@dataclass(kw_only=True)
class Entry:
    """name: "" for FILLER. conditions: level 88 below it. children: the entries of its group."""

    level: int
    name: str
    file: str
    line: int
    clauses: Clauses
    conditions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    children: list["Entry"] = field(default_factory=list)

    def error(self, found: str, expected: str) -> CopybookError:
        return CopybookError(self.file, self.line, f"{self.name or 'FILLER'} {found}".strip(), expected)


def records(source: Sequence[Word]) -> list[Entry]:
    """The entries of the lowest level, each with what is below it. Raises CopybookError."""
    roots: list[Entry] = []
    above: list[Entry] = []
    for entry in _entries(source):
        if entry.level == 88:
            _condition(entry, above)
            continue
        if entry.level == 66:
            _renames(entry, roots)
            continue
        if entry.level == 77:
            entry.level = 1
        while above and above[-1].level > entry.level:
            closed = above.pop()
            lower = above[-1].level if above else 0
            if lower < entry.level < closed.level:
                raise entry.error(f"at level {entry.level:02}", f"level {closed.level:02}, as the items beside it")
        if above and above[-1].level == entry.level:
            above.pop()
        (above[-1].children if above else roots).append(entry)
        above.append(entry)
    return roots


def _entries(source: Sequence[Word]) -> Iterator[Entry]:
    for sentence in _sentences(source):
        first, rest = sentence[0], sentence[1:]
        if not first.text.isdigit() or int(first.text) not in _LEVELS:
            raise CopybookError(first.file, first.line, str(first), "a level number (01 to 49, 66, 77 or 88)")
        name = ""
        if rest and rest[0].kind is Kind.WORD and rest[0].text not in _KEYWORDS:
            name = "" if rest[0].text == "FILLER" else rest[0].text
            rest = rest[1:]
        yield Entry(
            level=int(first.text), name=name, file=first.file, line=first.line, clauses=Reader(first, rest).clauses()
        )


def _sentences(source: Sequence[Word]) -> Iterator[list[Word]]:
    sentence: list[Word] = []
    words = iter(source)
    for word in words:
        if [each.text for each in (*sentence, word)] == ["EXEC", "SQL"]:
            _skip_declaration(word, words)
            sentence = []
        elif word.kind is not Kind.PERIOD:
            sentence.append(word)
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        raise CopybookError(sentence[0].file, sentence[-1].line, f"{sentence[-1]} at the end", "a period")


def _skip_declaration(start: Word, words: Iterator[Word]) -> None:
    """DCLGEN writes EXEC SQL DECLARE … TABLE before the record; it takes no storage."""
    if (first := next(words, None)) is None or first.text != "DECLARE":
        raise CopybookError(start.file, start.line, f"EXEC SQL {first or ''}".strip(), "data or EXEC SQL DECLARE TABLE")
    for word in words:
        if word.text == "END-EXEC":
            return
    raise CopybookError(start.file, start.line, "EXEC SQL DECLARE without its end", "END-EXEC")


def _condition(entry: Entry, above: list[Entry]) -> None:
    if not above:
        raise entry.error("at level 88", "an item before it")
    if not entry.name or not entry.clauses.values:
        raise entry.error("at level 88", "a name and VALUE, as 88 ACTIVE VALUE 'A'")
    above[-1].conditions[entry.name] = tuple(entry.clauses.values)


def _renames(entry: Entry, roots: list[Entry]) -> None:
    """Level 66 names again what is there: no storage. It is only looked at whether that is there."""
    # Without level 01 all items are of one record.
    names = {each.name for root in (roots[-1:] if roots and roots[0].level == 1 else roots) for each in _below(root)}
    for name in entry.clauses.renames:
        if name not in names:
            raise entry.error(f"RENAMES {name}", "an item of the record before it")


def _below(entry: Entry) -> Iterator[Entry]:
    yield entry
    for child in entry.children:
        yield from _below(child)
