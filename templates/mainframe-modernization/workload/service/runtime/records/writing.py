"""Records → files, and the lengths before variable records from one form to the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from records.file_error import FileError
from records.files import CHUNK_BYTES, Chunk, Format
from records.frames import LONGEST, frames, header
from records.replacing import Output, replacing

__all__ = ["Counts", "cobol_to_variable", "reframe", "replacing", "variable_to_cobol", "write_records", "write_to"]

_VARIABLE = (Format.VARIABLE, Format.COBOL_VARIABLE)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """records, and their bytes without the lengths before them."""

    records: int
    bytes: int


def write_records(path: Path, records: Iterable[Chunk | NDArray[np.uint8]], format: Format) -> Counts:
    """Chunks with their lengths, or arrays (n, length) of full records. The file is there when all are written.

    Raises FileError: a record that the format cannot hold. Raises OSError: the file cannot be written.
    """
    with replacing(path) as stream:
        return write_to(stream, path.name, records, format)


def write_to(stream: Output, file: str, records: Iterable[Chunk | NDArray[np.uint8]], format: Format) -> Counts:
    """As write_records, to an open stream. file: its name, for errors."""
    count = size = 0
    for each in records:
        rows = each.records if isinstance(each, Chunk) else each
        lengths = each.lengths if isinstance(each, Chunk) else np.full(len(rows), rows.shape[1], np.int64)
        if format is Format.FIXED:
            if len(short := np.flatnonzero(lengths != rows.shape[1])):
                found, expected = f"{lengths[short[0]]} bytes", f"{rows.shape[1]} in a file of fixed records"
                raise _cannot(file, count + int(short[0]), found, expected)
            stream.write(np.ascontiguousarray(rows).data)
        else:
            framed = (
                _framed(row[:length].tobytes(), format, file, count + place)
                for place, (row, length) in enumerate(zip(rows, lengths, strict=True))
            )
            stream.write(b"".join(framed))
        count, size = count + len(rows), size + int(lengths.sum())
    return Counts(records=count, bytes=size)


def variable_to_cobol(source: Path, target: Path) -> Counts:
    """A mainframe's variable records → GnuCOBOL's variable sequential file. Raises FileError; then nothing is there."""
    return reframe(source, target, Format.VARIABLE, Format.COBOL_VARIABLE)


def cobol_to_variable(source: Path, target: Path) -> Counts:
    """GnuCOBOL's variable sequential file → a mainframe's variable records. Raises FileError; then nothing is there."""
    return reframe(source, target, Format.COBOL_VARIABLE, Format.VARIABLE)


def reframe(source: Path, target: Path, read: Format, written: Format) -> Counts:
    """The same records behind the other form of their lengths. Raises FileError: also for formats without lengths."""
    if read not in _VARIABLE or written not in _VARIABLE:
        expected = f"{' or '.join(_VARIABLE)}, since no copybook says how long a record is"
        raise FileError(file=source.name, record=1, offset=0, found=f"format {read} to {written}", expected=expected)

    def fault(error: FileError) -> None:
        raise error

    count = size = 0
    counted = written is Format.VARIABLE
    with source.open("rb") as stream, replacing(target) as out:
        for found in frames(
            stream,
            file=source.name,
            counted=read is Format.VARIABLE,
            shortest=0,
            longest=LONGEST,
            chunk_bytes=CHUNK_BYTES,
            fault=fault,
        ):
            records = zip(found.starts.tolist(), found.lengths.tolist(), strict=True)
            out.write(
                b"".join(
                    header(length, counted=counted) + found.data[start : start + length] for start, length in records
                )
            )
            count, size = count + len(found.starts), size + int(found.lengths.sum())
    return Counts(records=count, bytes=size)


def _framed(record: bytes, format: Format, file: str, before: int) -> bytes:
    if format is Format.LINES:
        if b"\n" in record:
            raise _cannot(file, before, "a line feed in the record", "text alone where line feeds end records")
        return record.rstrip(b" ") + b"\n"
    if len(record) > LONGEST:
        raise _cannot(file, before, f"{len(record)} bytes", f"at most {LONGEST} in a variable record")
    return header(len(record), counted=format is Format.VARIABLE) + record


def _cannot(file: str, before: int, found: str, expected: str) -> FileError:
    return FileError(file=file, record=before + 1, offset=0, found=found, expected=expected)
