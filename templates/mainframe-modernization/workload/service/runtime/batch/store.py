"""Where data sets and the records of runs lie: a folder on this machine, or (s3_store) a bucket."""

import errno
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from records.replacing import replacing

DATASETS = "datasets/"
RUNS = "runs/"
TEMPORARY = "temporary/"
SYSOUT = "sysout/"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Version:
    """manifest: key of the manifest that makes it count, "" for what no step wrote. sha256: "" when not known."""

    id: str
    manifest: str = ""
    sha256: str = ""


class Store(Protocol):
    """Objects by key. What goes wrong with the store itself is raised as it comes (OSError, botocore's errors)."""

    def read(self, key: str) -> bytes | None:
        """A small object; None: there is none."""

    def write(self, key: str, content: bytes) -> None:
        """A small object, as a whole or not at all."""

    def names(self, prefix: str) -> list[str]:
        """The keys that begin with `prefix`, in order."""

    def versions(self, key: str) -> Iterator[Version]:
        """The newest first; none for what is deleted."""

    def fetch(self, key: str, version: str, target: Path, *, writable: bool) -> Path:
        """The content in a file: at `target`, or where it lies already when nothing will write into it."""

    def put(self, key: str, file: Path, *, manifest: str, sha256: str) -> str:
        """Store a file as a whole or not at all; the id of its version. The file may be gone afterwards."""

    def delete(self, key: str) -> None:
        """Nothing happens when it is not there."""


class FolderStore:
    """Data sets are files of the folder, named as the data set is; all else is below the folders of its keys."""

    def __init__(self, folder: Path) -> None:
        # A program runs in another folder.
        self._folder = folder.absolute()

    def read(self, key: str) -> bytes | None:
        """As Store."""
        path = self._path(key)
        return path.read_bytes() if path.is_file() else None

    def write(self, key: str, content: bytes) -> None:
        """As Store."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as output:
            output.write(content)

    def names(self, prefix: str) -> list[str]:
        """As Store."""
        folder, _, start = prefix.rpartition("/")
        found = self._path(f"{folder}/").glob(f"{start}*")
        return sorted(f"{folder}/{path.name}" for path in found if path.is_file() and not path.name.startswith("."))

    def versions(self, key: str) -> Iterator[Version]:
        """As Store. A folder keeps one version, and a rename makes it count."""
        if self._path(key).is_file():
            yield Version(id="")

    def fetch(self, key: str, version: str, target: Path, *, writable: bool) -> Path:
        """As Store."""
        if not writable:
            return self._path(key)
        shutil.copyfile(self._path(key), target)
        return target

    def put(self, key: str, file: Path, *, manifest: str, sha256: str) -> str:
        """As Store."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.replace(path)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            with file.open("rb") as source, replacing(path) as output:
                while chunk := source.read(_CHUNK_BYTES):
                    output.write(chunk)
        return ""

    def delete(self, key: str) -> None:
        """As Store."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key.removeprefix(DATASETS)
