"""Copybooks → layouts: what the compiler would read, or a sentence why not."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from records.clauses import Clauses
from records.copies import expand, substitute, tags
from records.copybook_error import CopybookError
from records.entries import Entry, records
from records.layout import Layout
from records.place import layout
from records.redefines import decide
from records.source import words

__all__ = ["CopybookError", "parse_copybook", "parse_records", "read_copybook", "read_records"]


def read_copybook(path: Path, *, record: str = "", replacing: Mapping[str, str] | None = None) -> Layout:
    """The layout of the copybook's record; COPY within it and redefines.yaml are looked for beside
    it.

    record: the name of a level 01, where there are several. replacing: text within words, as {":TAG:": "ACCT"}.
    Raises CopybookError; OSError: the file cannot be read.
    """
    return _one(read_records(path, replacing=replacing), path.name, record)


def parse_copybook(text: str, *, name: str, record: str = "") -> Layout:
    """As read_copybook, without COPY. name: of the copybook, for errors and for a record without level 01."""
    return _one(parse_records(text, name=name), name, record)


def read_records(path: Path, *, replacing: Mapping[str, str] | None = None) -> tuple[Layout, ...]:
    """All records of a copybook, each with its level 01 or 77."""
    text = path.read_text("utf-8", errors="replace")
    return parse_records(text, name=path.name, folder=path.parent, replacing=replacing)


def parse_records(
    text: str, *, name: str, folder: Path | None = None, replacing: Mapping[str, str] | None = None
) -> tuple[Layout, ...]:
    """As read_records. folder: where COPY looks."""
    source = list(expand(list(substitute(words(text, name), tags((replacing or {}).items()))), folder))
    roots = records(source)
    if not roots:
        raise CopybookError(name, 1, "no data description", "an entry such as 05 ACCT-ID PIC 9(11).")
    layouts = tuple(_layouts(roots, name))
    if folder is None:
        return layouts
    # A word knows the copybook where it stands, also one that COPY brought.
    return decide(layouts, folder, {Path(word.file.partition(" ")[0]).stem for word in source})


def _layouts(roots: list[Entry], name: str) -> Iterator[Layout]:
    if roots[0].level == 1:
        yield from (layout(root, name=root.name or "FILLER", file=name) for root in roots)
        return
    # A copybook of the items alone: its record is what the program writes before COPY.
    record = Path(name).stem.upper()
    above = Entry(level=1, name=record, file=name, line=1, clauses=Clauses(), children=roots)
    yield layout(above, name=record, file=name)


def _one(layouts: tuple[Layout, ...], file: str, record: str) -> Layout:
    names = ", ".join(each.name for each in layouts)
    found = [each for each in layouts if each.name == record.upper() or not record]
    if len(found) != 1:
        raise CopybookError(file, 1, f"the records {names}", f"record {record}" if record else "one, or its name given")
    return found[0]
