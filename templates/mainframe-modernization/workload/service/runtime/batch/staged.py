"""A data set of a step, from the store to its program and back."""

from dataclasses import dataclass, field
from pathlib import Path

from batch.catalogue import Entry
from batch.dataset_names import DatasetName
from batch.model import DataDefinition, Status
from batch.store import DATASETS

# What is written from its beginning: nothing of it is read before.
WRITTEN = (Status.NEW, Status.MOD)


@dataclass(kw_only=True)
class Staged:
    """A DD statement with a data set. version: None: there is none. path: what the program opens.
    found: size and time of that file before the program."""

    statement: DataDefinition
    name: DatasetName
    key: str
    entry: Entry
    version: str | None
    path: Path = field(default_factory=Path)
    found: tuple[int, int] = (0, 0)

    @property
    def what(self) -> str:
        """For messages."""
        return f"DD {self.statement.dd}, data set {self.key.removeprefix(DATASETS)}"

    @property
    def status(self) -> Status:
        """First part of its disposition."""
        return self.statement.disposition.status

    def stamp(self) -> tuple[int, int]:
        """Size and time of its file now."""
        if not self.path.exists():
            return (0, 0)
        about = self.path.stat()
        return (about.st_size, about.st_mtime_ns)
