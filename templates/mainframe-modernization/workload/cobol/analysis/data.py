"""Names of the DATA DIVISION and files of FILE-CONTROL, as far as the checks need them."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from records.source import Kind, Word
from workload.cobol.analysis.tokens import shown_file

_LEVEL = re.compile(r"^(0?[1-9]|[1-4]\d|66|77|78|88)$")
# Levels that are in no group.
_ALONE = (1, 66, 77, 78)
_PICTURES = frozenset({"PIC", "PICTURE"})


@dataclass(frozen=True, kw_only=True)
class Item:
    """A data item. picture: upper case, or "" for a group. value: of VALUE, when it is a literal. parents: groups that
    hold it."""

    name: str
    level: int
    picture: str
    value: str
    parents: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        """Whether it is compared by the collating sequence: a group, or PIC X or A."""
        return self.level != 88 and (not self.picture or bool(re.match(r"^[XA]", self.picture)))


@dataclass(frozen=True, kw_only=True)
class File:
    """A SELECT. status: the data name of FILE STATUS, or "". sorts: its description is an SD. records: its 01s."""

    name: str
    line: int
    file: str
    status: str
    indexed: bool
    sorts: bool = False
    records: frozenset[str] = field(default_factory=frozenset)


def items(source: Sequence[Word]) -> dict[str, Item]:
    """Each named item by its name; of two with one name, which need qualification, the last."""
    found: dict[str, Item] = {}
    open_groups: list[Item] = []
    for entry in entries(source):
        if len(entry) < 2 or not _LEVEL.match(entry[0].text) or entry[1].kind is not Kind.WORD:
            continue
        level = int(entry[0].text)
        open_groups = [] if level in _ALONE else [group for group in open_groups if group.level < level]
        picture = next((after.text for word, after in _pairs(entry) if word.text in _PICTURES), "")
        parents = tuple(group.name for group in open_groups)
        value = next((after.text for word, after in _pairs(entry) if word.text == "VALUE"), "")
        item = Item(
            name=entry[1].text,
            level=level,
            picture=picture.removeprefix("IS "),
            value=value.strip("'\""),
            parents=parents,
        )
        found[item.name] = item
        if level != 88:
            open_groups.append(item)
    return found


def files(source: Sequence[Word]) -> dict[str, File]:
    """Each file by its name."""
    records, sorts = _descriptions(source)
    found: dict[str, File] = {}
    for entry in entries(source):
        texts = [word.text for word in entry]
        if texts[0] != "SELECT" or len(texts) < 2:
            continue
        place = 2 if texts[1] == "OPTIONAL" else 1
        rest = [text for text in texts[place + 1 :] if text != "IS"]
        status = rest[rest.index("STATUS") + 1] if "STATUS" in rest[:-1] else ""
        name = texts[place]
        found[name] = File(
            name=name,
            line=entry[0].line,
            file=shown_file(entry[0]),
            status=status,
            indexed="INDEXED" in rest,
            sorts=name in sorts,
            records=frozenset(records.get(name, ())),
        )
    return found


def entries(source: Iterable[Word]) -> Iterable[list[Word]]:
    """Words between two periods; none is empty."""
    entry: list[Word] = []
    for word in source:
        if word.kind is not Kind.PERIOD:
            entry.append(word)
        elif entry:
            yield entry
            entry = []


def _descriptions(source: Sequence[Word]) -> tuple[Mapping[str, list[str]], set[str]]:
    """The record names of each file, and the files of SORT and MERGE."""
    records: dict[str, list[str]] = {}
    sorts: set[str] = set()
    current = ""
    for entry in entries(source):
        first = entry[0].text
        if first in ("FD", "SD") and len(entry) > 1:
            current = entry[1].text
            records[current] = []
            sorts |= {current} if first == "SD" else set()
        elif len(entry) > 1 and entry[1].text == "SECTION":
            current = ""
        elif current and first in ("01", "1") and len(entry) > 1:
            records[current].append(entry[1].text)
    return records, sorts


def _pairs(entry: Sequence[Word]) -> Iterable[tuple[Word, Word]]:
    without = [word for word in entry if word.text != "IS"]
    return itertools.pairwise(without)
