"""What many differences of one file have in common: a field that moved in the copybook."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from records.layout import Layout, Leaf

# Records that are looked at, and how far a field is looked for.
_SAMPLES, _FARTHEST = 20, 64
# One record has a value somewhere else by chance.
_FEWEST = 2
# Shorter values stand somewhere else by chance.
_SHORTEST = 3
_MOST = 3
Pairs = list[tuple[bytes, bytes]]


class Samples:
    """Some records that differ, with the items that do."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._pairs: Pairs = []
        self._leaves: dict[str, Leaf] = {}
        self._different: dict[str, int] = {}

    @property
    def room(self) -> int:
        """How many more records are wanted."""
        return _SAMPLES - len(self._pairs)

    def add(self, expected: NDArray[np.uint8], actual: NDArray[np.uint8], found: Iterable[tuple[int, Leaf]]) -> None:
        """found: rows of both sides, in order, and an item that differs there."""
        rows: list[int] = []
        for row, leaf in found:
            if not rows or rows[-1] != row:
                if len(rows) == self.room:
                    break
                rows.append(row)
            self._leaves[leaf.path] = leaf
            self._different[leaf.path] = self._different.get(leaf.path, 0) + 1
        self._pairs += [(expected[row].tobytes(), actual[row].tobytes()) for row in rows]

    def hints(self) -> list[str]:
        """Sentences, one for each item whose bytes stand at one other offset of the other side in every sample."""
        if len(self._pairs) < _FEWEST:
            return []
        swapped = [(actual, expected) for expected, actual in self._pairs]
        found = []
        for path, leaf in self._leaves.items():
            if self._different[path] < len(self._pairs):
                continue
            if shift := self._shift(leaf, self._pairs):
                sides = "expected", "the output"
            elif shift := self._shift(leaf, swapped):
                # As where the copybook, through which both are read, was changed after the golden file was made.
                sides = "in the output", "the golden file"
            else:
                continue
            found.append(
                f"{path}: what is {sides[0]} at offset {leaf.offset} stands at offset {leaf.offset + shift} "
                f"in each of the {len(self._pairs)} records of {sides[1]} that were looked at: "
                "a field of the copybook was moved, added, removed or has another length."
            )
        return found[:_MOST]

    def _shift(self, leaf: Leaf, pairs: Pairs) -> int:
        if leaf.length < _SHORTEST:
            return 0
        near = sorted(range(-_FARTHEST, _FARTHEST + 1), key=abs)
        return next((shift for shift in near if shift and self._stands_at(leaf, leaf.offset + shift, pairs)), 0)

    def _stands_at(self, leaf: Leaf, place: int, pairs: Pairs) -> bool:
        """Whether the second of each pair has there what the first has at the item, and something else there."""
        if place < 0 or place + leaf.length > self._layout.longest:
            return False
        here, there = (slice(start, start + leaf.length) for start in (leaf.offset, place))
        return all(second[there] == first[here] != first[there] for first, second in pairs)
