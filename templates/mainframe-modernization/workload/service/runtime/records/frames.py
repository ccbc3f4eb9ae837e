"""Variable records: each behind four bytes that say its length.

On a mainframe the length counts these four bytes too (IBM z/OS DFSMS Using Data Sets, Variable-length records). In
GnuCOBOL's variable sequential files (COB_VARSEQ_FORMAT=0, its default) it does not. The last two bytes are zero; with
others the record is a segment of a spanned one, which is not supported.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from records.file_error import FileError

HEADER = 4
# What two bytes can say; a mainframe's largest record is 32,756 bytes.
LONGEST = 0xFFFF - HEADER


@dataclass(frozen=True, kw_only=True)
class Frames:
    """data: bytes of the file. starts, lengths: of each record in `data`, without its header. numbers: from 1.
    offsets: where the header of each starts in the file."""

    data: bytes
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    numbers: NDArray[np.int64]
    offsets: NDArray[np.int64]


def header(length: int, *, counted: bool) -> bytes:
    """counted: the length says its own four bytes too, as on a mainframe."""
    return (length + (HEADER if counted else 0)).to_bytes(2) + b"\0\0"


def frames(
    stream: BinaryIO,
    *,
    file: str,
    counted: bool,
    shortest: int,
    longest: int,
    chunk_bytes: int,
    fault: Callable[[FileError], None],
) -> Iterator[Frames]:
    """Records of a wrong length are given to `fault` and left out; after a header that is none, nothing can be read."""
    data, base, number = b"", 0, 0
    while True:
        more = stream.read(chunk_bytes)
        data += more
        place, found = 0, _Found()
        while place + HEADER <= len(data):
            said = int.from_bytes(data[place : place + 2])
            length = said - HEADER if counted else said
            if length < 0 or data[place + 2 : place + HEADER] != b"\0\0":
                fault(_no_header(file, number + 1, base + place, data[place : place + HEADER], counted=counted))
                yield found.frames(data)
                return
            if place + HEADER + length > len(data):
                break
            number += 1
            if shortest <= length <= longest:
                found.add(place + HEADER, length, number, base + place)
            else:
                span = f"{shortest} to {longest}" if shortest < longest else str(shortest)
                bytes_ = f"a record of {length} bytes"
                fault(FileError(file=file, record=number, offset=base + place, found=bytes_, expected=span))
            place += HEADER + length
        if found.starts:
            yield found.frames(data)
        if not more:
            if place < len(data):
                left = f"{len(data) - place} bytes at the end of the file"
                complete = "a complete record behind its length"
                fault(FileError(file=file, record=number + 1, offset=base + place, found=left, expected=complete))
            return
        data, base = data[place:], base + place


class _Found:
    def __init__(self) -> None:
        self.starts: list[int] = []
        self._lengths: list[int] = []
        self._numbers: list[int] = []
        self._offsets: list[int] = []

    def add(self, start: int, length: int, number: int, offset: int) -> None:
        self.starts.append(start)
        self._lengths.append(length)
        self._numbers.append(number)
        self._offsets.append(offset)

    def frames(self, data: bytes) -> Frames:
        columns = (self.starts, self._lengths, self._numbers, self._offsets)
        starts, lengths, numbers, offsets = (np.array(each, dtype=np.int64) for each in columns)
        return Frames(data=data, starts=starts, lengths=lengths, numbers=numbers, offsets=offsets)


def _no_header(file: str, record: int, offset: int, found: bytes, *, counted: bool) -> FileError:
    rule = "a record descriptor word" if counted else "the length of a variable sequential record"
    expected = f"{rule}: two bytes of length{' of at least 4' if counted else ''}, then two of zero"
    return FileError(file=file, record=record, offset=offset, found=f"X'{found.hex().upper()}'", expected=expected)
