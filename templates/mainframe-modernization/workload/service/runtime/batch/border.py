"""What happens to a data set between the store and a program: length checked, records counted, code page converted.

Programs read ASCII, and GnuCOBOL's own form of variable records. A data set that is held so already goes through
untouched: the program reads the very file.
"""

import hashlib
import mmap
from pathlib import Path

from batch.catalogue import Entry
from batch.errors import DatasetError
from records.code_pages import CodePage

_BLOCK = 1 << 20
_WINDOW = 1 << 25


def to_program(held: Path, target: Path, entry: Entry, copybooks: Path, what: str) -> tuple[Path, int | None]:
    """The file that the program reads, `held` itself or `target`, and its count of records.

    what: the DD and data set, for messages. Raises DatasetError: a record of the wrong length, or not convertible.
    """
    if not _converted(entry):
        return held, count(held, entry, what)
    records = _convert(held, target, entry, copybooks, what, inward=True)
    return target, records


def to_store(written: Path, target: Path, entry: Entry, copybooks: Path, what: str) -> tuple[Path, int | None]:
    """As `to_program`, the other way."""
    if not _converted(entry):
        return written, count(written, entry, what)
    records = _convert(written, target, entry, copybooks, what, inward=False)
    return target, records


def count(path: Path, entry: Entry, what: str) -> int | None:
    """The count of records; None: the catalogue does not say how long they are. Raises DatasetError."""
    if entry.format == "lines":
        return _lines(path)
    if entry.format not in ("fixed", "") or not entry.length:
        return None
    size = path.stat().st_size
    records, rest = divmod(size, entry.length)
    if rest:
        raise DatasetError(
            f"{what}: record {records + 1} at offset {records * entry.length} has {rest} bytes; "
            f"each has {entry.length}, so that the file's {size} bytes are no whole number of records."
        )
    return records


def sha256(path: Path) -> str:
    """Of the whole file."""
    found = hashlib.sha256()
    size = path.stat().st_size
    with path.open("rb") as file:
        for at in range(0, size, _WINDOW):
            # Mapped, the pages need not be copied, which is a fifth of the time; a window at a time, memory stays flat.
            with mmap.mmap(file.fileno(), min(_WINDOW, size - at), access=mmap.ACCESS_READ, offset=at) as window:
                found.update(window)
    return found.hexdigest()


def _converted(entry: Entry) -> bool:
    return entry.code_page is not CodePage.ASCII or entry.format == "variable"


def _convert(source: Path, target: Path, entry: Entry, copybooks: Path, what: str, *, inward: bool) -> int:
    # Only here: numpy takes longer to load than many a step to run.
    from batch.conversion import convert

    return convert(source, target, entry, copybooks, what, inward=inward)


def _lines(path: Path) -> int:
    found, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found += block.count(b"\n")
            last = block[-1:]
    return found + (last != b"\n")
