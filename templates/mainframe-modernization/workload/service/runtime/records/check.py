"""What is wrong in records, found before a program computes with it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from records.code_pages import CodePage
from records.columns import Columns, readings
from records.file_error import FileError
from records.files import Chunk
from records.layout import Layout, Leaf
from records.record_error import RecordError
from records.value import described


def invalid_values(
    chunk: Chunk, layout: Layout, code_page: CodePage, *, file: str, variant: Mapping[str, str] | None = None
) -> list[FileError]:
    """A sentence for each number that is none, as a blank amount or a nibble that is no digit; for each count that its
    table does not take, and each value that says no redefinition; and for a length other than the counts make. In the
    order of the records.

    In a binary field all bytes are a number.
    """
    checking = _Checking(chunk, file)
    for rows, leaves in readings(layout, chunk.records, code_page, variant, fault=checking.fault):
        checking.lengths(rows, leaves, layout)
        checking.numbers(rows, Columns(chunk.records[rows], leaves, code_page))
    return sorted(checking.faults, key=lambda each: (each.record, each.offset))


class _Checking:
    def __init__(self, chunk: Chunk, file: str) -> None:
        self._chunk, self._file = chunk, file
        self.faults: list[FileError] = []
        self._counts_wrong: set[int] = set()

    def fault(self, row: int, error: RecordError) -> None:
        self._counts_wrong.add(row)
        self._add(row, error.offset, f"{error.field} {error.found}", error.expected)

    def lengths(self, rows: NDArray[np.intp], leaves: tuple[Leaf, ...], layout: Layout) -> None:
        end = leaves[-1].offset + leaves[-1].length
        found = self._chunk.lengths[rows]
        # A fixed record or a line has its full length, whatever its tables take of it.
        for row in rows[(found != end) & (found != layout.longest)]:
            if int(row) not in self._counts_wrong:
                self._add(int(row), 0, f"{self._chunk.lengths[row]} bytes", f"{end}, as its counts say")

    def numbers(self, rows: NDArray[np.intp], columns: Columns) -> None:
        for leaf in columns.leaves:
            for place in np.flatnonzero(columns.invalid(leaf)):
                raw = columns.raw(leaf)[place].tobytes().hex().upper()
                self._add(int(rows[place]), leaf.offset, f"{leaf.path} X'{raw}'", described(leaf.field))

    def _add(self, row: int, start: int, found: str, expected: str) -> None:
        record, offset = int(self._chunk.numbers[row]), int(self._chunk.offsets[row]) + start
        self.faults.append(FileError(file=self._file, record=record, offset=offset, found=found, expected=expected))
