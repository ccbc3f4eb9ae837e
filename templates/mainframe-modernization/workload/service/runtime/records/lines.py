"""Line sequential files: ASCII text, each record ended by a line feed, without the spaces at its end."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import numpy as np

from records.chunk import Chunk
from records.file_error import FileError
from records.layout import Layout, Usage

_BLOCK = 1 << 16


def lines(
    stream: BinaryIO, file: str, layout: Layout, chunk_bytes: int, fault: Callable[[FileError], None]
) -> Iterator[Chunk]:
    """Each line filled with spaces. What is longer than the layout is given to `fault` and left out."""
    for field in layout:
        if field.usage is not Usage.DISPLAY:
            found, expected = f"{field.name} {field.usage}", "text and DISPLAY alone where line feeds end records"
            raise FileError(file=file, record=1, offset=field.offset, found=found, expected=expected)
    longest = layout.longest
    most = max(1, chunk_bytes // longest)
    good: list[tuple[bytes, int, int]] = []
    number = offset = 0
    # With a limit, since a file of fixed records may be one line of a gigabyte.
    while line := stream.readline(longest + 1):
        number += 1
        size = len(line)
        if size > longest and not line.endswith(b"\n"):
            size += _rest(stream)
            found, expected = f"a line of more than {longest} bytes", f"at most {longest}"
            fault(FileError(file=file, record=number, offset=offset, found=found, expected=expected))
        else:
            good.append((line.removesuffix(b"\n").ljust(longest), number, offset))
        offset += size
        if len(good) == most:
            yield _chunk(good, longest)
            good = []
    if good:
        yield _chunk(good, longest)


def _rest(stream: BinaryIO) -> int:
    """How many bytes the line goes on for."""
    size = 0
    while part := stream.readline(_BLOCK):
        size += len(part)
        if part.endswith(b"\n"):
            break
    return size


def _chunk(good: list[tuple[bytes, int, int]], longest: int) -> Chunk:
    records = np.frombuffer(b"".join(line for line, _, _ in good), np.uint8).reshape(len(good), longest)
    return Chunk(
        records=records,
        lengths=np.full(len(good), longest, dtype=np.int64),
        numbers=np.array([number for _, number, _ in good], dtype=np.int64),
        offsets=np.array([offset for _, _, offset in good], dtype=np.int64),
    )
