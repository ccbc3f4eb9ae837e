"""Converts a data set for a program and back, through the reader and writer of `records`."""

from pathlib import Path

from batch.catalogue import Entry
from batch.errors import DatasetError
from records.code_pages import CodePage
from records.convert import ConvertError, convert_file
from records.copybook import CopybookError, read_copybook
from records.files import FileError, Format


def convert(source: Path, target: Path, entry: Entry, copybooks: Path, what: str, *, inward: bool) -> int:
    """The count of records. inward: from the store to a program. what: for messages. Raises DatasetError."""
    held = Format(entry.format or "fixed")
    form = Format.COBOL_VARIABLE if held is Format.VARIABLE else held
    try:
        return convert_file(
            source,
            target,
            read_copybook(copybooks / f"{entry.copybook}.cpy") if entry.copybook else None,
            source_format=held if inward else form,
            target_format=form if inward else held,
            source_page=entry.code_page if inward else CodePage.ASCII,
            target_page=CodePage.ASCII if inward else entry.code_page,
        )
    except (FileError, CopybookError, ConvertError) as error:
        raise DatasetError(f"{what}: {error}") from error
