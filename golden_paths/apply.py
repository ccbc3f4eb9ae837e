"""Brings an update, or an adoption, into a work tree: all of it, or nothing.

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

from golden_paths.change import Change
from golden_paths.disk import WorkTree, changed
from golden_paths.git import Entry, Git, GitError, Tree, listed, records
from golden_paths.project import ANSWERS_FILE, Refused
from golden_paths.reasons import reason
from golden_paths.repository import index_of, refuse_a_locked_index, repository
from golden_paths.signals import undisturbed
from golden_paths.surroundings import scratch_folder


class HalfDone(Exception):
    """A part of the change was written and could not be taken back; the message says what to do."""


def apply(folder: Path, change: Change) -> None:
    """Bring `change` into the work tree and the index. Killed at any moment, `git reset --hard` brings back what was.

    Raises Refused when a step fails or when the repository is no longer what it was planned for, with nothing
    done, and HalfDone when what was done could not be taken back.
    """
    git = repository(folder)
    refuse_another_commit(git, change)
    if change.changes_nothing:
        return
    with scratch_folder() as scratch:
        work = WorkTree(folder, functools.partial(changed, what=change.what))
        try:
            index = Index(git, scratch)
            work.take_stock(git, change.mine, [*change.written, *change.removed])
            git.run("unpack-objects", "-q", given=change.objects)
            staged = checked_out(git, index, change, scratch)
        except (GitError, OSError) as error:
            raise cannot_be_written(change.what, error) from None
        with all_or_nothing(work, index, change):
            refuse_another_commit(git, change)
            recorded = {ANSWERS_FILE: change.mine[ANSWERS_FILE]} if ANSWERS_FILE in change.mine else {}
            index.place({**change.files, **recorded}, change.mine, change.unmerged)
            for path in change.removed:
                work.remove(path)
            for path in change.written:
                if path != ANSWERS_FILE:
                    work.put(path, staged / path)
            if ANSWERS_FILE in change.written:
                work.put(ANSWERS_FILE, staged / ANSWERS_FILE)
            index.place(change.files, change.mine, change.unmerged)
    refresh(git)


def refresh(git: Git) -> None:
    """Only so that git need not read the files again; it does so itself where this fails."""
    with undisturbed(), suppress(OSError):  # everything is done, and a signal would say that nothing is
        git.run("update-index", "-q", "--refresh", check=False)


@dataclass
class Index:
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
                raise Refused("Something was staged while this was written: nothing was done. Run this again.")
            os.replace(lock, self._file)
        except BaseException:
            lock.unlink(missing_ok=True)
            raise
        self._now = content


@contextmanager
def all_or_nothing(work: WorkTree, index: Index, change: Change) -> Iterator[None]:
    """Take back what was done to both where it cannot be finished. Raises what `apply` raises."""
    try:
        yield
    except BaseException as error:
        with undisturbed():
            _take_back(work, index, change, error)
        if isinstance(error, GitError | OSError):
            raise cannot_be_written(change.what, error) from None
        raise


def _take_back(work: WorkTree, index: Index, change: Change, error: BaseException) -> None:
    try:
        work.take_back()
        index.take_back()
    except (Refused, GitError, OSError) as second:
        raise HalfDone(
            f"A part of the {change.what} is written, since it could not be finished ({reason(error)}) and not be "
            f"taken back ({reason(second)}). {change.half_done}"
        ) from None


def cannot_be_written(what: str, error: BaseException) -> Refused:
    """What is told of a step that failed, where everything is as it was."""
    return Refused(f"The {what} cannot be written, so nothing of it was done: {reason(error)}")


def checked_out(git: Git, index: Index, change: Change, scratch: Path) -> Path:
    """A folder with every file to write as git would check it out: with line ends, filters and modes of the user."""
    there = index.with_files(change.files, change.mine)
    into = scratch / "files"
    into.mkdir()
    paths = listed(change.written)
    git.run("checkout-index", "--force", f"--prefix={into}/", "-z", "--stdin", given=paths, environment=there)
    missing = [path for path in change.written if not os.path.lexists(into / path)]
    if missing:
        raise Refused(f"git cannot check {missing[0]} out here, and nothing was done.")
    return into


def refuse_another_commit(git: Git, change: Change) -> None:
    """Raises Refused where HEAD is another one than the change is for."""
    if git.line("rev-parse", "HEAD") != change.head:
        raise Refused(
            f"A commit was made while the {change.what} was worked out, and so nothing was done: run this again."
        )
