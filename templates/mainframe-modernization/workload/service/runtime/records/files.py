"""Files of records, chunk by chunk, so that memory does not grow with the file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from records.chunk import Chunk, Format
from records.file_error import FileError
from records.frames import frames
from records.layout import Layout
from records.lines import lines

__all__ = ["CHUNK_BYTES", "Chunk", "FileError", "Format", "read_chunks"]

CHUNK_BYTES = 1 << 21


def read_chunks(
    path: Path,
    layout: Layout,
    format: Format,
    *,
    chunk_bytes: int = CHUNK_BYTES,
    faults: list[FileError] | None = None,
) -> Iterator[Chunk]:
    """The records of a file in their order. A fixed record has the longest length of its layout.

    faults: what is wrong is appended there, and all other records are read. Without: raises FileError for the first,
    which may be after good chunks. Raises OSError: the file cannot be read.
    """

    def fault(error: FileError) -> None:
        if faults is None:
            raise error
        faults.append(error)

    with path.open("rb") as stream:
        if format is Format.FIXED:
            chunks = _fixed(stream, path.name, layout, chunk_bytes, fault)
        elif format is Format.LINES:
            chunks = lines(stream, path.name, layout, chunk_bytes, fault)
        else:
            chunks = _variable(stream, path.name, layout, chunk_bytes, fault, counted=format is Format.VARIABLE)
        yield from chunks


_Fault = Callable[[FileError], None]


def _chunk(records: NDArray[np.uint8], before: int, offset: int) -> Chunk:
    count, length = records.shape
    rows = np.arange(count, dtype=np.int64)
    return Chunk(
        records=records,
        lengths=np.full(count, length, dtype=np.int64),
        numbers=before + 1 + rows,
        offsets=offset + rows * length,
    )


def _fixed(stream: BinaryIO, file: str, layout: Layout, chunk_bytes: int, fault: _Fault) -> Iterator[Chunk]:
    length, read = layout.longest, 0
    count = max(1, chunk_bytes // length)
    while data := stream.read(count * length):
        whole = len(data) // length
        if whole:
            yield _chunk(np.frombuffer(data, np.uint8, whole * length).reshape(whole, length), read, read * length)
        read += whole
        if left := len(data) % length:
            found = f"{left} bytes at the end of the file"
            expected = f"a record of {length} bytes"
            fault(FileError(file=file, record=read + 1, offset=read * length, found=found, expected=expected))


def _variable(
    stream: BinaryIO, file: str, layout: Layout, chunk_bytes: int, fault: _Fault, *, counted: bool
) -> Iterator[Chunk]:
    for found in frames(
        stream,
        file=file,
        counted=counted,
        shortest=layout.shortest,
        longest=layout.longest,
        chunk_bytes=chunk_bytes,
        fault=fault,
    ):
        data = np.frombuffer(found.data, np.uint8)
        records = np.zeros((len(found.starts), layout.longest), np.uint8)
        for length in np.unique(found.lengths):
            rows = np.flatnonzero(found.lengths == length)
            records[rows, :length] = data[found.starts[rows, None] + np.arange(length)]
        if len(records):
            yield Chunk(records=records, lengths=found.lengths, numbers=found.numbers, offsets=found.offsets)
