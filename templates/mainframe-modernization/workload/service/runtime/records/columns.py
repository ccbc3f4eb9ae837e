"""Many records at once: a whole column of values for each elementary item, with numpy."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from records.code_pages import CodePage
from records.decoding import Decoded, decode
from records.layout import Layout, Leaf
from records.readings import readings

__all__ = ["Columns", "columns", "readings"]


class Columns:
    """records: (n, length) uint8 of one reading (see `readings`). leaves: its columns."""

    def __init__(self, records: NDArray[np.uint8], leaves: tuple[Leaf, ...], code_page: CodePage) -> None:
        self.records, self.leaves, self.code_page = records, leaves, code_page
        self._decoded: dict[Leaf, Decoded] = {}
        self._texts: dict[Leaf, NDArray[np.str_]] = {}

    def numbers(self, leaf: Leaf) -> Decoded:
        """(n,) values without their point, (n,) which of them are valid; those that are not are 0.

        int64; float64 for COMP-1 and COMP-2; Python's int for more than 18 digits and for unsigned binary fields of
        eight bytes. With PIC S9(3)V99 12.34 is 1234.
        """
        if leaf not in self._decoded:
            alike = self._alike(leaf)
            rows = np.array([range(each.offset, each.offset + each.length) for each in alike]).T
            numbers, valid = decode(leaf.field, self._places[rows].reshape(leaf.length, -1), self.code_page)
            for each, part in self._parts(alike):
                self._decoded[each] = numbers[part], valid[part]
        return self._decoded[leaf]

    def texts(self, leaf: Leaf) -> NDArray[np.str_]:
        """(n,) text without the spaces that fill it, and without zero bytes at its end, which numpy does not keep."""
        if leaf not in self._texts:
            alike = self._alike(leaf)
            points = _points(np.concatenate([self.raw(each) for each in alike]), self.code_page)
            strip = np.strings.lstrip if leaf.field.justified else np.strings.rstrip
            texts = strip(points.view(f"<U{leaf.length}").reshape(-1), " ")
            self._texts.update((each, texts[part]) for each, part in self._parts(alike))
        return self._texts[leaf]

    def invalid(self, leaf: Leaf) -> NDArray[np.bool_]:
        """(n,) where the bytes are no number; text is never invalid."""
        if not leaf.field.numeric:
            return np.zeros(len(self.records), np.bool_)
        return ~self.numbers(leaf)[1]

    def raw(self, leaf: Leaf) -> NDArray[np.uint8]:
        """(n, leaf.length) bytes as they stand."""
        return self.records[:, leaf.offset : leaf.offset + leaf.length]

    def _alike(self, leaf: Leaf) -> Sequence[Leaf]:
        """The items that are stored as this one: all at once, since a call of numpy costs more than a column."""
        # One of another reading stands alone.
        return self._groups.get(leaf, (leaf,))

    @cached_property
    def _groups(self) -> Mapping[Leaf, Sequence[Leaf]]:
        return _groups(self.leaves)

    def _parts(self, alike: Sequence[Leaf]) -> Iterator[tuple[Leaf, slice]]:
        count = len(self.records)
        return ((leaf, slice(place * count, (place + 1) * count)) for place, leaf in enumerate(alike))

    @cached_property
    def _places(self) -> NDArray[np.uint8]:
        # Byte by byte of the record, each over all records: what follows then works on memory without gaps.
        return np.ascontiguousarray(self.records.T)


def columns(
    layout: Layout,
    records: NDArray[np.uint8],
    code_page: CodePage,
    variant: Mapping[str, str] | None = None,
    counts: Mapping[str, int] | None = None,
) -> Columns:
    """The columns of records of one reading; of a layout that has one alone, of all records."""
    return Columns(records, layout.leaves(variant, counts), code_page)


@lru_cache(maxsize=256)
def _groups(leaves: tuple[Leaf, ...]) -> Mapping[Leaf, Sequence[Leaf]]:
    groups: dict[tuple[object, ...], list[Leaf]] = {}
    for leaf in leaves:
        field = leaf.field
        stored = field.numeric, field.usage, field.sign, field.signed, field.digits, field.length, field.justified
        groups.setdefault(stored, []).append(leaf)
    return {leaf: group for group in groups.values() for leaf in group}


def _points(raw: NDArray[np.uint8], page: CodePage) -> NDArray[np.uint32]:
    """The characters of the bytes, as numpy stores them in text."""
    if max(page.characters) > "\xff":
        return _code_points(page)[raw]
    latin_1 = raw.tobytes().translate(page.table_to(CodePage.ASCII))
    return np.frombuffer(latin_1, np.uint8).reshape(raw.shape).astype(np.uint32)


@cache
def _code_points(page: CodePage) -> NDArray[np.uint32]:
    return np.array([ord(each) for each in page.characters], np.uint32)
