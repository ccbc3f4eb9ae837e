"""Some records of a file at once."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Format(StrEnum):
    """FIXED: records without anything between them. VARIABLE: behind a mainframe's record descriptor word.
    COBOL_VARIABLE: GnuCOBOL's own variable sequential. LINES: ASCII text, each ended by a line feed."""

    FIXED = "fixed"
    VARIABLE = "variable"
    COBOL_VARIABLE = "cobol-variable"
    LINES = "lines"


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """records: (n, longest) uint8; a shorter variable record is filled with zero bytes, a line with spaces. lengths:
    (n,) of each in bytes. numbers: (n,) of each in the file, from 1. offsets: (n,) where each begins in the file."""

    records: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    numbers: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def without(self, row: int) -> "Chunk":
        """All records but one."""
        kept = np.arange(len(self.records)) != row
        return Chunk(
            records=self.records[kept],
            lengths=self.lengths[kept],
            numbers=self.numbers[kept],
            offsets=self.offsets[kept],
        )

    @property
    def first(self) -> int:
        """The number of the first record in the file, from 1."""
        return int(self.numbers[0])
