"""Compares an output with its golden file: equal bytes first, and only what differs is decoded."""

from collections.abc import Iterator

import numpy as np

from equivalence import hints, values
from equivalence.align import ByKey, Pair, by_position
from equivalence.errors import EquivalenceError
from equivalence.findings import Difference, Kind, OutputResult
from equivalence.keys import Keys
from equivalence.plan import Plan
from equivalence.sides import Side, take
from equivalence.tally import Tally
from equivalence.values import Mask
from records.code_pages import CodePage
from records.files import Chunk
from records.layout import Leaf
from records.readings import readings

# Differences that a report shows of one file; all are counted.
SHOWN = 100


def compare(expected: Side, actual: Side, plan: Plan, *, dd: str, shown: int = SHOWN) -> OutputResult:
    """Both sides have the layout of `plan`. Bad input becomes a problem of the result; nothing is raised for it."""
    comparison = _Comparison(plan, OutputResult(dd=dd, golden=str(expected.path)), shown)
    try:
        comparison.run(expected, actual)
    except EquivalenceError as error:
        comparison.result.problems.append(f"{dd}: {error}")
    except OSError as error:
        comparison.result.problems.append(f"{dd}: {error.filename or actual.name} cannot be read: {error.strerror}.")
    return comparison.result


class _Comparison:
    def __init__(self, plan: Plan, result: OutputResult, shown: int) -> None:
        self.result = result
        self._plan, self._shown = plan, shown
        self._keys = Keys(plan.key)
        self._tally = Tally(result, self._keys, shown)
        self._samples = hints.Samples(plan.layout)

    def run(self, expected: Side, actual: Side) -> None:
        sides = expected.chunks(self.result.problems), actual.chunks(self.result.problems)
        by_key = ByKey(self._keys) if self._plan.key else None
        pairs: Iterator[Pair] = by_key.pairs(*sides) if by_key else by_position(*sides)
        for left, right in pairs:
            self.result.expected += len(left.numbers) if left else 0
            self.result.actual += len(right.numbers) if right else 0
            if left and right:
                self._pairs(left, right)
            elif left:
                self._tally.alone(left, Kind.MISSING)
            elif right:
                self._tally.alone(right, Kind.EXTRA, by_key.duplicates if by_key else set())
        if by_key and by_key.disorder and not self._plan.any_order:
            golden, output = by_key.disorder
            said = f"the order of the golden file, where it is record {golden}", "another order"
            self._tally.add(Difference(Kind.ORDER, output, "", "", 0, 0, *said, "the first of them"))
        self.result.hints += self._samples.hints()

    def _pairs(self, left: Chunk, right: Chunk) -> None:
        """Records with the same place or key: as many on both sides."""
        different = left.lengths != right.lengths
        if not different.any() and np.array_equal(left.records, right.records):
            return
        for row in np.flatnonzero(different):
            said = f"{left.lengths[row]} bytes", f"{right.lengths[row]} bytes"
            self._tally.add(self._difference(Kind.LENGTH, left, right, int(row), None, said, ""))
        cells = left.records != right.records
        anywhere = cells.any(axis=1)
        cells &= self._plan.compared
        rows = np.flatnonzero(cells.any(axis=1))
        self.result.masked += int(anywhere.sum()) - len(rows)
        if len(rows):
            self._rows(take(left, rows), take(right, rows), cells[rows])

    def _rows(self, left: Chunk, right: Chunk, cells: Mask) -> None:
        """Records that differ somewhere. cells: (n, length), the bytes that do."""
        found: list[tuple[int, Leaf]] = []
        patterned, differs = np.zeros(len(cells), dtype=np.bool_), np.zeros(len(cells), dtype=np.bool_)
        # When enough is shown and sampled, the others are only counted.
        wanted = self._shown if self._tally.room or self._samples.room else 0
        # The places of items are those of the golden record; others in the output show in the item that decides them.
        for rows, leaves in readings(self._plan.layout, left.records, CodePage.ASCII):
            part = cells[rows]
            touched = np.logical_or.reduce(part, axis=0)
            for leaf in leaves:
                cell, how = slice(leaf.offset, leaf.offset + leaf.length), self._plan.treatment(leaf)
                if how.masked or not touched[cell].any():
                    continue
                some = rows[part[:, cell].any(axis=1)]
                mask, within = values.differing(leaf, how, left.records[some, cell], right.records[some, cell])
                self.result.tolerated += within
                patterned[some] |= bool(how.patterns)
                differs[some[mask]] = True
                count = int(mask.sum())
                if count:
                    self._tally.count(leaf.path, count)
                    found += [(int(row), leaf) for row in some[mask][:wanted]]
        self.result.masked += int((patterned & ~differs).sum())
        found.sort(key=lambda each: (each[0], each[1].offset))
        for row, leaf in found[: self._tally.room]:
            self._tally.keep(self._field(left, right, row, leaf))
        self._samples.add(left.records, right.records, found)

    def _field(self, left: Chunk, right: Chunk, row: int, leaf: Leaf) -> Difference:
        golden, output = left.records[row], right.records[row]
        said = values.shown(leaf, golden), values.shown(leaf, output)
        if said[0] == said[1]:
            # Equal but for their bytes: what a person needs to see is these.
            said = values.hexadecimal(values.raw_of(leaf, golden)), values.hexadecimal(values.raw_of(leaf, output))
        remark = values.note(leaf, golden, output)
        return self._difference(Kind.FIELD, left, right, row, leaf, said, remark)

    def _difference(
        self, kind: Kind, left: Chunk, right: Chunk, row: int, leaf: Leaf | None, said: tuple[str, str], remark: str
    ) -> Difference:
        offset = leaf.offset if leaf else 0
        return Difference(
            kind=kind,
            record=int(right.numbers[row]),
            key=self._keys.text(left.records[row]),
            field=leaf.path if leaf else "",
            offset=offset,
            file_offset=int(right.offsets[row]) + offset,
            expected=said[0],
            actual=said[1],
            note=remark,
        )
