"""One side of a comparison: a file of records as chunks in ASCII, whatever it was written in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from records.code_pages import CodePage
from records.convert import convert_chunk
from records.copybook import parse_copybook
from records.files import Chunk, FileError, Format, read_chunks
from records.layout import Layout

# Two sides, their conversion and what is made of them stay below 60 MiB; larger chunks are no faster.
CHUNK_BYTES = 1 << 21
LINE = "LINE"


@dataclass(frozen=True, kw_only=True)
class Side:
    """path: of the file. name: for messages, since a temporary path says nothing to who reads them."""

    path: Path
    name: str
    layout: Layout
    format: Format
    code_page: CodePage

    def chunks(self, problems: list[str], chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
        """Its records in ASCII. What cannot be read as a record is appended to `problems`, and the rest goes on."""
        faults: list[FileError] = []
        try:
            for chunk in read_chunks(self.path, self.layout, self.format, chunk_bytes=chunk_bytes, faults=faults):
                if self.code_page is not CodePage.ASCII:
                    pages = {"source": self.code_page, "target": CodePage.ASCII}
                    chunk = convert_chunk(chunk, self.layout, **pages, file=self.path.name, faults=faults)
                yield chunk
                problems += self._told(faults)
                faults.clear()
        except FileError as error:
            problems.append(f"{self.name}: {error}")
        problems += self._told(faults)

    def _told(self, faults: Iterable[FileError]) -> list[str]:
        """What is wrong with the file, by the name that its reader knows."""
        return [
            f"{self.name}, record {each.record} at offset {each.offset} of the file: "
            f"found {each.found}, expected {each.expected}."
            for each in faults
        ]


def text_layout(length: int) -> Layout:
    """Of a file without a copybook: one field LINE of `length` bytes."""
    return parse_copybook(f"       01  {LINE}-RECORD.\n           05  {LINE} PIC X({max(length, 1)}).\n", name="text")


def longest_line(path: Path) -> int:
    """Bytes of the longest line of a file, without its line feed."""
    with path.open("rb") as file:
        return max((len(line.rstrip(b"\n")) for line in file), default=0)


def take(chunk: Chunk, rows: slice | NDArray[np.intp] | NDArray[np.bool_]) -> Chunk:
    """Some records of a chunk."""
    return Chunk(
        records=chunk.records[rows],
        lengths=chunk.lengths[rows],
        numbers=chunk.numbers[rows],
        offsets=chunk.offsets[rows],
    )


def join(chunks: list[Chunk]) -> Chunk:
    """Chunks of one layout as one."""
    return Chunk(
        records=np.concatenate([each.records for each in chunks]),
        lengths=np.concatenate([each.lengths for each in chunks]),
        numbers=np.concatenate([each.numbers for each in chunks]),
        offsets=np.concatenate([each.offsets for each in chunks]),
    )
