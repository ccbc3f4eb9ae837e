"""Records of one layout, sorted by where their items are: by redefinition, and by the counts of their tables."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from records.code_pages import CodePage
from records.decoding import decode
from records.layout import Field, Layout, Leaf
from records.record_error import RecordError
from records.value import text_of

Rows = NDArray[np.intp]
# Row of the array, and what is wrong with it.
Fault = Callable[[int, RecordError], None]


def readings(
    layout: Layout,
    records: NDArray[np.uint8],
    code_page: CodePage,
    variant: Mapping[str, str] | None = None,
    fault: Fault | None = None,
) -> Iterator[tuple[Rows, tuple[Leaf, ...]]]:
    """Rows of `records` (n, longest) and the leaves of all of them; each row is in one reading.

    variant: for a redefined item the name to read in all records; without it Layout.decided says which, and where that
    knows no answer, the redefined item itself is read. A count that is no number, or that its table does not take,
    leaves the table at its longest. Both are given to `fault`.
    """
    if len(records):
        yield from _Sorting(layout, records, code_page, fault).by_item(
            np.arange(len(records)),
            [each for each in layout.decided if each not in (variant or {})],
            dict(variant or {}),
        )


class _Sorting:
    def __init__(self, layout: Layout, records: NDArray[np.uint8], code_page: CodePage, fault: Fault | None) -> None:
        self._layout, self._records, self._page, self._fault = layout, records, code_page, fault

    def by_item(self, rows: Rows, items: list[str], variant: dict[str, str]) -> Iterator[tuple[Rows, tuple[Leaf, ...]]]:
        if not items:
            tables = [each for each in self._layout if each.depending_on]
            yield from self._by_count(rows, tables, variant, {})
            return
        item, *others = items
        names = self._names(rows, item)
        for name in dict.fromkeys(names.tolist()):
            yield from self.by_item(rows[names == name], others, {**variant, item: name})

    def _names(self, rows: Rows, item: str) -> NDArray[np.object_]:
        """For each row which item is read in place of `item`."""
        reading = self._layout.decided[item]
        leaf = self._layout.by_name[reading.by]
        raw = np.ascontiguousarray(self._records[rows, leaf.offset : leaf.offset + leaf.length])
        found, places = np.unique(raw.view(f"V{leaf.length}").reshape(-1), return_inverse=True)
        texts = [text_of(leaf.field, each.tobytes(), self._page) for each in found]
        unknown = np.array([(each or "") not in reading.names for each in texts], np.bool_)
        for row in rows[unknown[places]] if self._fault else ():
            self._report(int(row), leaf, f"{', '.join(reading.names)}, as redefines.yaml has for {item}")
        return np.array([reading.names.get(each or "", item) for each in texts], np.object_)[places]

    def _by_count(
        self, rows: Rows, tables: list[Field], variant: dict[str, str], counts: dict[str, int]
    ) -> Iterator[tuple[Rows, tuple[Leaf, ...]]]:
        leaves = self._layout.leaves(variant, counts)
        if not tables:
            yield rows, leaves
            return
        table, *others = tables
        leaf = next((each for each in leaves if each.field.name == table.depending_on), None)
        if leaf is None:
            yield from self._by_count(rows, others, variant, counts)
            return
        raw = self._records[rows, leaf.offset : leaf.offset + leaf.length]
        found, valid = decode(leaf.field, np.ascontiguousarray(raw.T), self._page)
        good = valid & (found >= table.occurs_at_least) & (found <= table.occurs)
        for row in rows[~good] if self._fault else ():
            span = f"{table.occurs_at_least} to {table.occurs}, the occurrences of {table.name}"
            self._report(int(row), leaf, span)
        used = np.where(good, found, table.occurs)
        for count in np.unique(used):
            some = {**counts, table.depending_on: int(count)}
            yield from self._by_count(rows[used == count], others, variant, some)

    def _report(self, row: int, leaf: Leaf, expected: str) -> None:
        assert self._fault is not None
        raw = self._records[row, leaf.offset : leaf.offset + leaf.length].tobytes()
        error = RecordError(field=leaf.path, offset=leaf.offset, found=f"X'{raw.hex().upper()}'", expected=expected)
        self._fault(row, error)
