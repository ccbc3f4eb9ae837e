"""Which record of the output belongs to which golden record: by position, or by key."""

from collections import defaultdict, deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from equivalence.errors import EquivalenceError
from equivalence.keys import Keys
from equivalence.sides import join, take
from records.files import Chunk

Pair = tuple[Chunk | None, Chunk | None]
# Of records that wait for their partner, both sides together: memory has to stay flat over the size of a file.
MOST_WAITING_BYTES = 1 << 25


def by_position(expected: Iterator[Chunk], actual: Iterator[Chunk]) -> Iterator[Pair]:
    """Chunks with as many records on both sides; then what one side has more, with None for the other."""
    left, right = next(expected, None), next(actual, None)
    while left is not None or right is not None:
        if left is None or right is None:
            yield left, right
            left, right = next(expected, None), next(actual, None)
            continue
        count = min(len(left.numbers), len(right.numbers))
        yield take(left, slice(count)), take(right, slice(count))
        left = take(left, slice(count, None)) if count < len(left.numbers) else next(expected, None)
        right = take(right, slice(count, None)) if count < len(right.numbers) else next(actual, None)


class ByKey:
    """Pairs records with the same key; of several with one key the first with the first.

    disorder: the first pair of record numbers, of the golden file and of the output, that come in another order than
    the pairs before them; None: all in the same order. duplicates: numbers of records of the output that stay alone
    although a record nearby with their key has a partner: most likely it was written twice.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.disorder: tuple[int, int] | None = None
        self.duplicates: set[int] = set()
        self._last = (0, 0)

    def pairs(self, expected: Iterator[Chunk], actual: Iterator[Chunk]) -> Iterator[Pair]:
        """As by_position. Raises EquivalenceError: the files are in so different order that memory would grow."""
        waiting: list[Chunk | None] = [None, None]
        for chunks in by_position(expected, actual):
            left, right = (
                join([held, new]) if held and new else held or new for held, new in zip(waiting, chunks, strict=True)
            )
            if left is None or right is None:
                waiting = [left, right]
            elif self._in_step(left, right):
                waiting = [None, None]
                yield self._ordered(left, right)
            else:
                rows_left, rows_right = self._match(left, right)
                if len(rows_left):
                    yield self._ordered(take(left, rows_left), take(right, rows_right))
                waiting = [_without(left, rows_left), _without(right, rows_right)]
            self._check(waiting)
        for side, chunk in enumerate(waiting):
            if chunk is not None:
                yield (chunk, None) if side == 0 else (None, chunk)

    def _in_step(self, left: Chunk, right: Chunk) -> bool:
        if left.records.shape != right.records.shape:
            return False
        return np.array_equal(left.records, right.records) or np.array_equal(self._keys.of(left), self._keys.of(right))

    def _match(self, left: Chunk, right: Chunk) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        free: defaultdict[bytes, deque[int]] = defaultdict(deque)
        for row, key in enumerate(self._keys.of(left).tolist()):
            free[key].append(row)
        found_left, found_right = [], []
        for row, key in enumerate(self._keys.of(right).tolist()):
            if free.get(key):
                found_left.append(free[key].popleft())
                found_right.append(row)
            elif key in free:
                self.duplicates.add(int(right.numbers[row]))
        return np.array(found_left, dtype=np.intp), np.array(found_right, dtype=np.intp)

    def _ordered(self, left: Chunk, right: Chunk) -> Pair:
        """The pairs in the order of the golden file, after a look at the order of the output."""
        order = np.argsort(left.numbers, kind="stable")
        if not np.array_equal(order, np.arange(len(order))):
            left, right = take(left, order), take(right, order)
        if self.disorder is None:
            backwards = np.diff(right.numbers, prepend=self._last[1]) < 0
            backwards |= left.numbers < self._last[0]
            if backwards.any():
                row = int(backwards.argmax())
                self.disorder = int(left.numbers[row]), int(right.numbers[row])
        self._last = max(self._last[0], int(left.numbers[-1])), max(self._last[1], int(right.numbers.max()))
        return left, right

    def _check(self, waiting: list[Chunk | None]) -> None:
        if sum(chunk.records.nbytes for chunk in waiting if chunk is not None) > MOST_WAITING_BYTES:
            raise EquivalenceError(
                f"more than {MOST_WAITING_BYTES >> 20} MiB of records wait for one with their key on the other side: "
                "the files are in another order or have little in common; sort both by the key, "
                "for example with SORT FIELDS=(1,10,CH,A)."
            )


def _without(chunk: Chunk, rows: NDArray[np.intp]) -> Chunk | None:
    rest = np.ones(len(chunk.numbers), dtype=np.bool_)
    rest[rows] = False
    return take(chunk, rest) if rest.any() else None
