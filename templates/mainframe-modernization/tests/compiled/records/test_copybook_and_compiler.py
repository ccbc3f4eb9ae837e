"""The parser is judged by the compiler: both must put each item at the same place."""

import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from records.copybook import CopybookError, parse_copybook, read_records
from records.layout import Leaf
from tests.support.records_compiler import places
from tests.support.records_copybooks import EVERY_CLAUSE, REDEFINITIONS, random_copybook

CPY = Path("cpy")


def test_an_item_with_each_clause_is_where_the_compiler_puts_it(tmp_path: Path) -> None:
    leaves = parse_copybook(f"       01  REC.\n{EVERY_CLAUSE}", name="EVERY.cpy").leaves()
    found = places(tmp_path, {"REC": (EVERY_CLAUSE, leaves)})["REC"]
    assert found == _ours(leaves)
    # Nothing was left out: the items without a name are the only ones that no program can ask for.
    assert len(found) == len(leaves) - sum(leaf.field.filler for leaf in leaves) == 46


@pytest.mark.parametrize("reading", ["DATE-TEXT", "DATE-PARTS", "DATE-LONGER"])
def test_a_redefinition_is_where_the_compiler_puts_it(tmp_path: Path, reading: str) -> None:
    leaves = parse_copybook(f"       01  REC.\n{REDEFINITIONS}", name="R.cpy").leaves({"DATE-TEXT": reading})
    assert any(reading in leaf.path for leaf in leaves)
    assert places(tmp_path, {"REC": (REDEFINITIONS, leaves)})["REC"] == _ours(leaves)


def test_items_of_random_copybooks_are_where_the_compiler_puts_them(tmp_path: Path) -> None:
    # A seed, so that a failure comes back; another one tries other copybooks.
    random = Random(16)
    texts = {f"REC-{number}": random_copybook(random, number) for number in range(60)}
    leaves = {
        record: parse_copybook(f"       01  {record}.\n{text}", name=record).leaves() for record, text in texts.items()
    }
    found = places(tmp_path, {record: (text, leaves[record]) for record, text in texts.items()})
    for record, text in texts.items():
        assert found[record] == _ours(leaves[record]), text


def test_items_of_the_copybooks_here_are_where_the_compiler_puts_them(tmp_path: Path) -> None:
    asked: dict[str, tuple[str, Sequence[Leaf]]] = {}
    for path in sorted(CPY.glob("*.cpy")):
        for number, leaves in enumerate(_readings(path)):
            asked[f"{path.stem}-{number}"] = _below_its_record(path), leaves
    # Records alone: copybooks of procedures and of working storage have no layout, or several.
    assert asked
    found = places(tmp_path, asked, CPY)
    for record, (_, leaves) in asked.items():
        assert found[record] == _ours(leaves)


def _readings(path: Path) -> list[Sequence[Leaf]]:
    """The leaves of each reading of the record, where the copybook is one."""
    try:
        layouts = read_records(path)
    except CopybookError:
        return []
    if len(layouts) != 1:
        return []
    names = {item: [item, *reading.names.values()] for item, reading in layouts[0].decided.items()}
    variants = [{item: name} for item, several in names.items() for name in several]
    return [layouts[0].leaves(variant) for variant in variants or [{}]]


def _below_its_record(path: Path) -> str:
    """The text of a copybook, without the level 01 that some begin with."""
    return re.sub(r"^.{6} +01 +[\w-]+ *\. *$", "", path.read_text("utf-8"), count=1, flags=re.MULTILINE)


def _ours(leaves: Sequence[Leaf]) -> list[tuple[str, int, int]]:
    return [(leaf.path, leaf.offset, leaf.length) for leaf in leaves if leaf.keys]
