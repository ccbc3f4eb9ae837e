"""What conversion between code pages does to each byte of a record."""

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from records import zoned
from records.code_pages import CodePage
from records.layout import Field, Layout, Leaf, Sign, Usage


class Kind(IntEnum):
    """SIGNED: digits that may carry a sign, which is a byte of its own in every code page. REVERSED: COMP-5, which is
    stored as the machine does."""

    TEXT = 0
    SIGNED = 1
    KEPT = 2
    REVERSED = 3
    FLOAT = 4


@lru_cache(maxsize=256)
def kinds(leaves: tuple[Leaf, ...], source: CodePage, target: CodePage) -> tuple[tuple[Kind, int, int], ...]:
    """(kind, start, end) for all bytes, in their order; neighbours of the same kind are one where that is the same."""
    found: list[tuple[Kind, int, int]] = []
    for leaf in leaves:
        kind, start, end = _kind(leaf.field, source, target), leaf.offset, leaf.offset + leaf.length
        if found and found[-1][0] == kind and kind < Kind.REVERSED:
            start = found.pop()[1]
        found.append((kind, start, end))
    return tuple(found)


@lru_cache
def signs(source: CodePage, target: CodePage) -> NDArray[np.uint8]:
    """The table of the pages, but with signed digits on signed digits; still one to one, since bytes change places."""
    table = bytearray(source.table_to(target))
    for minus in (False, True):
        for digit in range(10):
            byte, wanted = (zoned.signed_digit(page, digit, minus=minus) for page in (source, target))
            other = table.index(wanted)
            table[other], table[byte] = table[byte], wanted
    return np.frombuffer(bytes(table), np.uint8)


@lru_cache(maxsize=256)
def undecided(layout: Layout, decided: tuple[tuple[str, str], ...], source: CodePage, target: CodePage) -> str:
    """The items that say different things of the same bytes, where nothing says which of them a record holds; or ""."""
    variant: Mapping[str, str] = dict(decided)
    for field in layout:
        names = [each.name for each in layout if each.redefines == field.name]
        if not names or field.name in variant or field.name in layout.decided:
            continue
        if _differ(layout, (field.name, *names), variant, source, target):
            return f"{field.name} and {', '.join(names)}"
    return ""


@lru_cache(maxsize=256)
def deciding(layout: Layout, source: CodePage, target: CodePage) -> frozenset[str]:
    """The items whose value says what the bytes of others are: of redefinitions that differ, and of tables."""
    counters = {table.depending_on for table in layout.tables}
    by = {
        reading.by
        for item, reading in layout.decided.items()
        if _differ(layout, (item, *(each.name for each in layout if each.redefines == item)), {}, source, target)
    }
    return frozenset(counters | by)


def _differ(
    layout: Layout, names: tuple[str, ...], variant: Mapping[str, str], source: CodePage, target: CodePage
) -> bool:
    """Whether conversion does different things to these redefinitions of the first of them."""
    return len({kinds(layout.leaves({**variant, names[0]: name}), source, target) for name in names}) > 1


def _kind(field: Field, source: CodePage, target: CodePage) -> Kind:
    if field.usage is Usage.DISPLAY:
        overpunched = field.sign in (Sign.OVERPUNCH, Sign.LEADING_OVERPUNCH)
        same = signs(source, target).tobytes() == source.table_to(target)
        return Kind.SIGNED if overpunched and not same else Kind.TEXT
    if source.ebcdic == target.ebcdic:
        return Kind.KEPT
    if field.usage in (Usage.FLOAT, Usage.DOUBLE):
        return Kind.FLOAT
    return Kind.REVERSED if field.usage is Usage.NATIVE else Kind.KEPT
