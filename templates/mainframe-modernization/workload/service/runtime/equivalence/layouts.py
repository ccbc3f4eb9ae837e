"""Layouts of the files of the cases, each copybook read once."""

from pathlib import Path

from equivalence.cases import Dataset
from equivalence.errors import EquivalenceError
from equivalence.sides import longest_line, text_layout
from records.copybook import CopybookError, read_copybook
from records.layout import Layout


class Layouts:
    """Copybooks of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Layout | str] = {}

    def of(self, dataset: Dataset, *files: Path) -> Layout:
        """files: lines without a copybook are as long as the longest in them.

        Raises EquivalenceError: its copybook is not there or cannot be read.
        """
        if not dataset.copybook:
            return text_layout(dataset.length or max(map(longest_line, files), default=1))
        if dataset.copybook not in self._read:
            self._read[dataset.copybook] = self._layout(dataset.copybook)
        found = self._read[dataset.copybook]
        if isinstance(found, str):
            raise EquivalenceError(found)
        return found

    def _layout(self, name: str) -> Layout | str:
        path = self._folder / f"{name}.cpy"
        try:
            return read_copybook(path)
        except CopybookError as error:
            return str(error)
        except OSError as error:
            return f"copybook {path} cannot be read: {error.strerror or error}."
