"""What one file of a parallel run adds up to: records, control totals, a hash of what counts."""

import hashlib
from collections import defaultdict
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from equivalence.plan import Plan
from equivalence.sides import Side
from equivalence.values import flaw, raw_of
from records.code_pages import CodePage
from records.columns import Columns
from records.files import Chunk
from records.layout import Field, Leaf, Usage
from records.readings import readings

# Numbers that are none, named of one file.
_NAMED = 20


class Totals:
    """records: how many. sums: control total by field, all occurrences together; a date or an account number adds up to
    a hash total, which is no amount and still differs when one record does. problems: sentences.

    Fields that rules mask are in neither. One with a tolerance is in the sums, not in the hash; a text of which a
    pattern masks a part is not in the hash either. What a rule says is no number is in the hash by its bytes.
    """

    def __init__(self, side: Side, plan: Plan) -> None:
        """Reads the file, chunk by chunk. Raises OSError."""
        self.records = 0
        self.sums: dict[str, Decimal] = {}
        self.problems: list[str] = []
        self._side, self._plan = side, plan
        self._units: defaultdict[Field, int] = defaultdict(int)
        self._in_order, self._in_any_order = hashlib.sha256(), 0
        for chunk in side.chunks(self.problems):
            self.records += len(chunk.numbers)
            self._hash(chunk, self._canonical(chunk))
        for field, units in self._units.items():
            self.sums[field.name] = self.sums.get(field.name, Decimal(0)) + Decimal(units).scaleb(-field.scale)

    @property
    def digest(self) -> str:
        """SHA-256 of all records in their order; with a rule `order` the sum of the SHA-256 of each."""
        return f"{self._in_any_order:064x}" if self._plan.any_order else self._in_order.hexdigest()

    def _hash(self, chunk: Chunk, records: NDArray[np.uint8]) -> None:
        if not self._plan.any_order:
            self._in_order.update(chunk.lengths.tobytes())
            self._in_order.update(records.tobytes())
            return
        for length, record in zip(chunk.lengths.tolist(), records, strict=True):
            one = hashlib.sha256(length.to_bytes(8) + record.tobytes()).digest()
            self._in_any_order = (self._in_any_order + int.from_bytes(one)) % (1 << 256)

    def _canonical(self, chunk: Chunk) -> NDArray[np.uint8]:
        """The records with one form of each value: masked bytes zero, numbers in two's complement in their place."""
        records = chunk.records.copy()
        for rows, leaves in readings(self._plan.layout, chunk.records, CodePage.ASCII):
            columns = Columns(chunk.records[rows], leaves, CodePage.ASCII)
            for leaf in leaves:
                how, cell = self._plan.treatment(leaf), slice(leaf.offset, leaf.offset + leaf.length)
                numeric = leaf.field.numeric and not (how.masked or how.undecided)
                if numeric and leaf.field.digits:
                    numbers, valid = self._add(chunk, rows, leaf, columns)
                    if not how.by_bytes and leaf.field.usage in (Usage.DISPLAY, Usage.PACKED):
                        records[rows[valid], cell] = _twos_complement(numbers[valid], leaf.length)
                if how.masked or how.patterns or how.tolerance is not None:
                    records[rows, cell] = 0
        return records

    def _add(
        self, chunk: Chunk, rows: NDArray[np.intp], leaf: Leaf, columns: Columns
    ) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
        numbers, valid = columns.numbers(leaf)
        if not valid.all():
            # Whatever stands there adds nothing.
            numbers = np.where(valid, numbers, np.zeros_like(numbers))
        for row in rows[np.flatnonzero(~valid)]:
            if len(self.problems) < _NAMED and not self._plan.may_be_invalid(leaf):
                flawed = flaw(leaf.field, raw_of(leaf, chunk.records[row]))
                self.problems.append(
                    f"{self._side.name}, record {chunk.numbers[row]}: {leaf.path} at offset {leaf.offset} "
                    f"(offset {int(chunk.offsets[row]) + leaf.offset} of the file) holds no number: {flawed}."
                )
        if numbers.dtype == np.int64:
            # In two halves, since the sum of a chunk may be beyond 64 bits.
            whole = numbers.astype(np.int64, copy=False)
            self._units[leaf.field] += (int((whole >> 32).sum()) << 32) + int((whole & 0xFFFFFFFF).sum())
        else:
            self._units[leaf.field] += int(numbers.sum())
        return numbers, valid


def _twos_complement(numbers: NDArray[np.generic], length: int) -> NDArray[np.uint8]:
    """(n, length). Digits need fewer bits than their bytes have, packed or zoned, so that nothing is cut."""
    result = np.zeros((len(numbers), length), np.uint8)
    if numbers.dtype == np.int64:
        width = min(length, 8)
        result[:, :width] = np.ascontiguousarray(numbers, dtype="<i8").view(np.uint8).reshape(-1, 8)[:, :width]
        return result
    for row, number in enumerate(numbers.tolist()):
        result[row] = np.frombuffer(int(number).to_bytes(length, "little", signed=True), np.uint8)
    return result
