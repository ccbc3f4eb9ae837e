"""Writes files of a work tree, each only while it is still what it was; takes everything back if it cannot finish."""

import os
import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from golden_paths.git import Git, Tree, records
from golden_paths.names import shown
from golden_paths.project import Refused
from golden_paths.standing import exists, parents
from golden_paths.surroundings import scratch_folder

# What changes with a file whenever somebody writes it.
Stamp = tuple[int, int, int, int, int]


@dataclass
class WorkTree:
    """The files below a folder. `stamps` are those of the files that may be written: None where there is no file.

    refusal: what is told of a file that is not as it was.
    """

    folder: Path
    refusal: Callable[[str], Refused]
    stamps: dict[str, Stamp | None] = field(default_factory=dict)
    _before: list[tuple[str, bytes | str | None, int]] = field(default_factory=list)
    _made: list[Path] = field(default_factory=list)

    def take_stock(self, git: Git, planned: Tree, paths: Iterable[str]) -> None:
        """Remember how the files at `paths` are now. Raises Refused when one is not as in `planned`."""
        self.stamps = {path: _stamp(self.folder / path) for path in paths}
        expected = {path: entry for path, entry in planned.items() if path in self.stamps}
        for path in self.stamps.keys() - expected.keys():
            if exists(self.folder, path, besides=planned):
                raise self.refusal(path)
        for path in unlike(git, expected):
            raise self.refusal(path)

    def put(self, path: str, source: Path) -> None:
        """Make `path` a copy of `source`. Raises Refused when it was written by somebody else, OSError."""
        target = self.folder / path
        self._keep(path)
        for parent in reversed(parents(path)):
            if not os.path.lexists(self.folder / parent):
                (self.folder / parent).mkdir()
                self._made.append(self.folder / parent)
        _clear(target)
        if source.is_symlink():
            target.symlink_to(os.readlink(source))
        else:
            shutil.copyfile(source, target)
            shutil.copymode(source, target)

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that are empty then. Raises as `put` does."""
        self._keep(path)
        (self.folder / path).unlink(missing_ok=True)
        for parent in parents(path):
            if any((self.folder / parent).iterdir()):
                break
            (self.folder / parent).rmdir()

    def take_back(self) -> None:
        """Everything as it was before. Raises OSError."""
        # Room first: what is new is gone before anything that was there is written again.
        for path, content, _mode in self._before:
            if content is None:
                _clear(self.folder / path)
        for folder in reversed(self._made):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        for path, content, mode in reversed(self._before):
            # A write that failed at once, as in a folder that is read-only, has changed nothing.
            if content is not None and _stamp(self.folder / path) != self.stamps[path]:
                _restore(self.folder / path, content, mode)

    def _keep(self, path: str) -> None:
        here = self.folder / path
        content: bytes | str | None = None
        if here.is_symlink():
            content = os.readlink(here)
        elif here.is_file():
            content = here.read_bytes()
        if _stamp(here) != self.stamps[path]:
            raise self.refusal(path)
        self._before.append((path, content, stat.S_IMODE(here.lstat().st_mode) if content is not None else 0))


def unlike(git: Git, expected: Tree) -> list[str]:
    """Files on the disk that are not as in `expected`, whatever their marks or times in the index say."""
    with scratch_folder() as folder:
        index = {"GIT_INDEX_FILE": str(folder / "index")}
        git.run("update-index", "-z", "--index-info", given=records(expected), environment=index)
        # An index without any times: git has to read each file, through the filters of the user.
        git.run("update-index", "-q", "--really-refresh", environment=index, accept=(0, 1))
        return git.names("diff-files", "-z", "--name-only", "--ignore-submodules=all", environment=index)


def changed(path: str, *, what: str = "update") -> Refused:
    """What is told of a file that an update, or another change, would write, and that is not what is committed."""
    name = shown(path)
    return Refused(
        f"{name} is not as it is committed, and the {what} changes it, so nothing was done. If it was saved meanwhile, "
        "commit or stash it. If git does not look at it (a small letter or S in `git ls-files -v`), show it to git "
        f"first: `git update-index --no-skip-worktree --no-assume-unchanged {name}`, or `git sparse-checkout disable` "
        "where that hides it. Then run this again."
    )


def _stamp(file: Path) -> Stamp | None:
    try:
        found = file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(found.st_mode):
        return None
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _clear(target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        for where, _folders, _files in os.walk(target, topdown=False):
            os.rmdir(where)  # fails where there is anything but empty folders
    else:
        target.unlink(missing_ok=True)


def _restore(target: Path, content: bytes | str, mode: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear(target)
    if isinstance(content, str):
        target.symlink_to(content)
    else:
        target.write_bytes(content)
        target.chmod(mode)
