"""A program as the checks see it: its names, files and paragraphs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from records.source import Kind, Word
from workload.cobol.analysis.data import File, Item, files, items
from workload.cobol.analysis.procedure import Paragraph, paragraphs
from workload.cobol.analysis.tokens import program_words, shown_file, tokens
from workload.cobol.errors import CobolError
from workload.cobol.source import copybooks, read_source


@dataclass(frozen=True, kw_only=True)
class Program:
    """calls: names in CALLs, literals and VALUEs of items; what a program moves there is not seen. copies: names of
    copybooks, through others as well. ordered: states its collating sequence. handled: files and modes (INPUT …) that a
    declarative with USE AFTER ERROR looks after."""

    name: str
    file: str
    is_subprogram: bool
    items: Mapping[str, Item]
    files: Mapping[str, File]
    paragraphs: tuple[Paragraph, ...]
    calls: frozenset[str]
    copies: frozenset[str]
    ordered: bool
    handled: frozenset[str]

    def place(self, paragraph: Paragraph) -> str:
        """Its name in cobol.toml: PROGRAM.PARAGRAPH, and COPYBOOK.PARAGRAPH for one of a copybook."""
        copied = paragraph.file.startswith("cpy/")
        return f"{Path(paragraph.file).stem if copied else self.name}.{paragraph.name}"

    def group_of(self, name: str) -> frozenset[str]:
        """The item, the groups that hold it, and the conditions (level 88) below it."""
        item = self.items.get(name)
        parents = item.parents if item else ()
        conditions = (each.name for each in self.items.values() if each.level == 88 and name in each.parents[-1:])
        return frozenset({name, *parents, *conditions})


def read_program(path: Path, folder: Path) -> Program:
    """The program of `folder`/cbl. Raises CobolError: it cannot be read."""
    shown = path.relative_to(folder)
    source = read_source(path, shown)
    words = program_words(path, folder / "cpy", str(shown))
    data, procedure = _divided(words)
    found = paragraphs(list(tokens(procedure)))
    known = items(data)
    return Program(
        name=source.program,
        file=str(shown),
        is_subprogram=source.is_subprogram,
        items=known,
        files=files(data),
        paragraphs=tuple(found),
        calls=frozenset(_calls(found, known)),
        copies=frozenset(copybooks(source, folder / "cpy")) | source.copies,
        ordered=any(word.text == "COLLATING" for word in data),
        handled=frozenset(_handled(found)),
    )


def _divided(source: list[Word]) -> tuple[list[Word], list[Word]]:
    """Before PROCEDURE DIVISION, and behind its period. Raises CobolError: it has none."""
    for place, word in enumerate(source):
        if word.text == "PROCEDURE" and source[place + 1 : place + 2] and source[place + 1].text == "DIVISION":
            end = next((after for after in range(place, len(source)) if source[after].kind is Kind.PERIOD), None)
            if end is None:
                at = f"{shown_file(word)}, line {word.line}"
                raise CobolError(f"{at}: PROCEDURE DIVISION has no period; expected for example `PROCEDURE DIVISION.`.")
            return source[:place], _without_end(source[end + 1 :])
    return source, []


def _without_end(source: list[Word]) -> list[Word]:
    """Up to END PROGRAM."""
    for place, word in enumerate(source[:-1]):
        if word.text == "END" and source[place + 1].text == "PROGRAM":
            return source[:place]
    return source


def _calls(found: list[Paragraph], known: Mapping[str, Item]) -> Iterator[str]:
    for paragraph in found:
        for statement in paragraph.statements:
            if statement.verb == "CALL" and len(statement.tokens) > 1:
                called = statement.tokens[1]
                item = known.get(called.text)
                name = called.text.strip("'\"") if called.is_literal else item.value if item else ""
                if name.strip():
                    yield name.strip().upper()


def _handled(found: list[Paragraph]) -> Iterator[str]:
    for paragraph in found:
        for statement in paragraph.statements:
            if statement.verb == "USE" and not {"ERROR", "EXCEPTION"}.isdisjoint(statement.words):
                yield from statement.words
