"""Differences of one file: all are counted, the first are kept."""

from collections.abc import Collection

from equivalence.findings import Difference, Kind, OutputResult
from equivalence.keys import Keys
from records.files import Chunk


class Tally:
    """shown: how many are kept in `result`."""

    def __init__(self, result: OutputResult, keys: Keys, shown: int) -> None:
        self.result, self._keys, self._shown = result, keys, shown

    @property
    def room(self) -> int:
        """How many more are kept."""
        return max(0, self._shown - len(self.result.differences))

    def count(self, name: str, number: int = 1) -> None:
        """name: of a field, or a kind of difference."""
        self.result.total += number
        self.result.by_field[name] += number

    def add(self, difference: Difference) -> None:
        """Counts and keeps one that is about a whole record."""
        self.count(difference.kind)
        self.keep(difference)

    def keep(self, difference: Difference) -> None:
        """Of one that is counted already."""
        if self.room:
            self.result.differences.append(difference)

    def alone(self, chunk: Chunk, kind: Kind, twice: Collection[int] = ()) -> None:
        """Records of one side. twice: numbers of those that were written twice."""
        for row, number in enumerate(chunk.numbers.tolist()):
            found = Kind.DUPLICATE if number in twice else kind
            self.count(found)
            if self.room:
                key, place = self._keys.text(chunk.records[row]), int(chunk.offsets[row])
                self.keep(Difference(found, number, key, "", 0, place, "", "", ""))
