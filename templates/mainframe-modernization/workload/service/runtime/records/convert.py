"""EBCDIC ↔ ASCII through the layout, whole chunks at once: text is translated, packed and binary bytes are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from records import floats
from records.code_pages import CodePage
from records.file_error import FileError
from records.files import Chunk, Format, read_chunks
from records.kinds import Kind, deciding, kinds, signs, undecided
from records.layout import Layout
from records.readings import readings
from records.record_error import RecordError
from records.writing import reframe, replacing, write_to


class ConvertError(ValueError):
    """One sentence. row: of the array, from 0; None: it concerns all records."""

    def __init__(self, found: str, expected: str, row: int | None = None) -> None:
        super().__init__(f"Found {found}, expected {expected}.")
        self.found, self.expected, self.row = found, expected, row


def convert(
    records: NDArray[np.uint8],
    layout: Layout,
    *,
    source: CodePage,
    target: CodePage,
    variant: Mapping[str, str] | None = None,
) -> NDArray[np.uint8]:
    """(n, longest) records → new array of the same shape.

    Which redefinition says what the bytes are: as records.readings. Where they differ in that, `variant` or
    Layout.decided must say. COMP-5 and floats change their bytes between EBCDIC and ASCII, since they are stored as the
    machine does. Raises ConvertError: a redefinition that is not decided in all records, or in one, since its item has
    a value that redefines.yaml does not know; a count that its table does not take; a float beyond the range of the
    target.
    """
    if names := undecided(layout, tuple(sorted((variant or {}).items())), source, target):
        rule = "redefines.yaml beside the copybook to say which a record holds, since text and numbers differ"
        raise ConvertError(f"{names} in {layout.file}", rule)
    if source is target:
        return records.copy()
    translated = bytearray(records.tobytes().translate(source.table_to(target)))
    converted = np.frombuffer(translated, np.uint8).reshape(records.shape)
    known = deciding(layout, source, target)

    def refuse(row: int, error: RecordError) -> None:
        if error.field.rpartition(".")[2] in known:
            raise ConvertError(f"{error.field} {error.found}", error.expected, row)

    for rows, leaves in readings(layout, records, source, variant, refuse):
        taken = slice(None) if len(rows) == len(records) else rows
        for kind, start, end in kinds(leaves, source, target):
            part = records[taken, start:end]
            if kind is Kind.TEXT:
                continue
            if kind is Kind.SIGNED:
                part = signs(source, target)[part]
            elif kind is Kind.REVERSED:
                part = part[:, ::-1]
            elif kind is Kind.FLOAT:
                part = _floats(part, rows, source, target)
            converted[taken, start:end] = part
    return converted


def convert_chunk(
    chunk: Chunk,
    layout: Layout,
    *,
    source: CodePage,
    target: CodePage,
    file: str,
    faults: list[FileError] | None = None,
) -> Chunk:
    """The same records in the other code page. faults: what cannot be converted is appended there and left out.

    Without it, raises FileError. It is raised in any case where redefines.yaml must say how to read all records.
    """
    while True:
        try:
            return replace(chunk, records=convert(chunk.records, layout, source=source, target=target))
        except ConvertError as error:
            row = error.row or 0
            number, offset = int(chunk.numbers[row]), int(chunk.offsets[row])
            fault = FileError(file=file, record=number, offset=offset, found=error.found, expected=error.expected)
            if faults is None or error.row is None:
                raise fault from None
            faults.append(fault)
            chunk = chunk.without(row)


def convert_file(
    source: Path,
    target: Path,
    layout: Layout | None,
    *,
    source_format: Format,
    target_format: Format,
    source_page: CodePage,
    target_page: CodePage,
    faults: list[FileError] | None = None,
) -> int:
    """The count of records. `target` is replaced when all of them are converted, otherwise it stays as it was.

    layout: None where only the lengths before variable records change. faults: all that is wrong is appended there.
    Without it, raises FileError for the first. Raises OSError: a file cannot be read or written.
    """
    if layout is None:
        if source_page is not target_page:
            found = f"code page {source_page} without a copybook"
            raise FileError(file=source.name, record=1, offset=0, found=found, expected=f"one, or {target_page}")
        return reframe(source, target, source_format, target_format).records
    own: list[FileError] = []
    with replacing(target) as stream:
        chunks = _converted(
            source, layout, source_format, source_page, target_page, own if faults is not None else None
        )
        count = write_to(stream, target.name, chunks, target_format).records
        if own and faults is not None:
            faults.extend(own)
            stream.discard()
    return count


def _converted(
    path: Path, layout: Layout, format: Format, source: CodePage, target: CodePage, faults: list[FileError] | None
) -> Iterator[Chunk]:
    for chunk in read_chunks(path, layout, format, faults=faults):
        yield convert_chunk(chunk, layout, source=source, target=target, file=path.name, faults=faults)


def _floats(part: NDArray[np.uint8], rows: NDArray[np.intp], source: CodePage, target: CodePage) -> NDArray[np.uint8]:
    converted = np.empty_like(part)
    for place, raw in enumerate(part):
        number = floats.decode(raw.tobytes(), source)
        stored = None if number is None else floats.encode(number, len(raw), target)
        if stored is None:
            expected = f"a number that a float of {len(raw)} bytes has in {target}"
            raise ConvertError(f"X'{raw.tobytes().hex().upper()}'", expected, int(rows[place]))
        converted[place] = np.frombuffer(stored, np.uint8)
    return converted
