"""Brings an update into a work tree: all of it, or nothing.

The user's index is written first, since `git reset --hard` removes a half-written new file only if the index knows it.
The new version is recorded last, when everything else has been seen to have happened.
"""

import functools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from golden_paths.disk import WorkTree
from golden_paths.git import Entry, Git, GitError, Tree, listed, records
from golden_paths.plan import Update
from golden_paths.project import ANSWERS_FILE, Refused
from golden_paths.reasons import reason
from golden_paths.repository import index_of, refuse_a_locked_index, repository
from golden_paths.signals import undisturbed
from golden_paths.surroundings import scratch_folder

GO_BACK = "git reset --hard"


class HalfDone(Exception):
    """A part of the update was written and could not be taken back; the message says what to do."""


def apply(folder: Path, update: Update) -> None:
    """Bring `update` into the work tree and the index. Killed at any moment, `git reset --hard` brings back what was.

    Raises Refused when a step fails or when the repository is no longer what the update was planned for, with nothing
    done, and HalfDone when what was done could not be taken back.
    """
    git = repository(folder)
    _refuse_another_commit(git, update)
    if update.changes_nothing:
        return
    with scratch_folder() as scratch:
        work = WorkTree(folder)
        try:
            index = _Index(git, scratch)
            work.take_stock(git, update.mine, [*update.written, *update.removed])
            git.run("unpack-objects", "-q", given=update.objects)
            staged = _staged(git, index, update, scratch)
        except (GitError, OSError) as error:
            raise Refused(f"The update cannot be written, so nothing of it was done: {reason(error)}") from None
        with _all_or_nothing(work, index):
            _refuse_another_commit(git, update)
            index.place({**update.files, ANSWERS_FILE: update.mine[ANSWERS_FILE]}, update.mine, update.unmerged)
            for path in update.removed:
                work.remove(path)
            for path in update.written:
                if path != ANSWERS_FILE:
                    work.put(path, staged / path)
            if ANSWERS_FILE in update.written:
                work.put(ANSWERS_FILE, staged / ANSWERS_FILE)
            index.place(update.files, update.mine, update.unmerged)
    # Only so that git need not read these files again; it does so itself where this fails.
    with suppress(OSError):
        git.run("update-index", "-q", "--refresh", check=False)


@dataclass
class _Index:
    """The user's index: written aside, and put in its place as git does it, under git's own lock."""

    git: Git
    scratch: Path

    def __post_init__(self) -> None:
        self._file = index_of(self.git)
        # Its times count: git compares them with those of the files.
        shutil.copy2(self._file, self.scratch / "index")
        self._before = self._now = self._file.read_bytes()

    def with_files(self, files: Tree, before: Tree, unmerged: tuple[str, ...] = ()) -> dict[str, str]:
        """An index aside that has `files` where the user's has `before`; the variable that names it for git."""
        shutil.copy2(self.scratch / "index", self.scratch / "aside")
        gone = dict.fromkeys(before.keys() - files.keys(), self._absent)
        new = {path: entry for path, entry in files.items() if before.get(path) != entry}
        parted = {record.partition("\t")[2] for record in unmerged}
        stages = b"".join(os.fsencode(record) + b"\0" for record in unmerged)
        given = records(gone) + records(new) + records(dict.fromkeys(parted, self._absent)) + stages
        there = {"GIT_INDEX_FILE": str(self.scratch / "aside")}
        command = ("-c", "core.splitIndex=false", "update-index", "-z", "--index-info")
        self.git.run(*command, given=given, environment=there)
        return there

    def place(self, files: Tree, before: Tree, unmerged: tuple[str, ...]) -> None:
        """Let the user's index have `files`. Raises Refused when another git has it, or has written it meanwhile."""
        self.with_files(files, before, unmerged)
        self._write((self.scratch / "aside").read_bytes())

    def take_back(self) -> None:
        """The index as it was."""
        if self._now != self._before:
            self._write(self._before)

    @functools.cached_property
    def _absent(self) -> Entry:
        return Entry("0", "0" * len(self.git.line("rev-parse", "HEAD")))

    def _write(self, content: bytes) -> None:
        lock = Path(f"{self._file}.lock")
        try:
            descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        except FileExistsError:
            refuse_a_locked_index(self.git)
            raise
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            if self._file.read_bytes() != self._now:
                raise Refused("Something was staged while the update was written: nothing was done. Run this again.")
            os.replace(lock, self._file)
        except BaseException:
            lock.unlink(missing_ok=True)
            raise
        self._now = content


@contextmanager
def _all_or_nothing(work: WorkTree, index: _Index) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        with undisturbed():
            _take_back(work, index, error)
        if isinstance(error, GitError | OSError):
            raise Refused(f"The update cannot be written, so nothing of it was done: {reason(error)}") from None
        raise


def _take_back(work: WorkTree, index: _Index, error: BaseException) -> None:
    try:
        work.take_back()
        index.take_back()
    except (Refused, GitError, OSError) as second:
        raise HalfDone(
            f"A part of the update is written, since it could not be finished ({reason(error)}) and not be taken back "
            f"({reason(second)}). The new version is not recorded. See to that, then bring everything back: {GO_BACK}"
        ) from None


def _staged(git: Git, index: _Index, update: Update, scratch: Path) -> Path:
    """A folder with every file to write as git would check it out: with line ends, filters and modes of the user."""
    there = index.with_files(update.files, update.mine)
    into = scratch / "files"
    into.mkdir()
    paths = listed(update.written)
    git.run("checkout-index", "--force", f"--prefix={into}/", "-z", "--stdin", given=paths, environment=there)
    missing = [path for path in update.written if not os.path.lexists(into / path)]
    if missing:
        raise Refused(f"git cannot check {missing[0]} out here, and nothing was done.")
    return into


def _refuse_another_commit(git: Git, update: Update) -> None:
    if git.line("rev-parse", "HEAD") != update.head:
        raise Refused("A commit was made while the update was worked out, and so nothing was done: run this again.")
