"""The user's repository before an update: whether it is one, and in a state that an update can be taken back from."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from golden_paths.git import Git, GitError
from golden_paths.names import shown
from golden_paths.project import Refused
from golden_paths.surroundings import pointing_elsewhere

# What git keeps while it is in the middle of something, and how that ends.
IN_PROGRESS = {
    "MERGE_HEAD": "A merge",
    "CHERRY_PICK_HEAD": "A cherry-pick",
    "REVERT_HEAD": "A revert",
    "rebase-merge": "A rebase",
    "rebase-apply": "A rebase",
}
INDEX = "index"


def repository(folder: Path, *, clean: bool = True) -> Git:
    """The git of a rendered repository.

    Raises Refused: it has none, git is in the middle of something there, or (with `clean`) work is not committed.
    """
    git = Git(folder)
    _refuse_what_is_no_repository(git)
    if clean:
        refuse_a_locked_index(git)
        _refuse_what_is_in_progress(git)
        _refuse_uncommitted_work(git)
    return git


def index_of(git: Git) -> Path:
    """The index of the repository in this folder, whatever the shell points git to."""
    return git.path(INDEX)


def refuse_a_locked_index(git: Git) -> None:
    """Raises Refused while another git writes the index, or one that was killed has left its lock."""
    lock = Path(f"{index_of(git)}.lock")
    if os.path.lexists(lock):
        raise Refused(
            f"{lock} exists: another git is at work in this repository, or one was killed. If none is running, delete "
            f'that file (rm "{lock}"), and run this again.'
        )


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keeps a second update out of the repository. Raises Refused when one is running there."""
    repository(folder, clean=False)
    file = Git(folder).path("golden-paths.lock")
    try:
        # The system releases this lock when its process ends, however that happens.
        lock = FileLock(file, timeout=0)
        lock.acquire()
    except Timeout:
        raise Refused("Another update is running in this repository: wait until it has ended.") from None
    except OSError as error:
        raise Refused(f"{file} cannot be written ({error.strerror}), and so nothing was done.") from None
    try:
        yield
    finally:
        lock.release()


def _refuse_what_is_no_repository(git: Git) -> None:
    folder = git.folder
    try:
        bare = git.line("rev-parse", "--is-bare-repository") == "true"
        top = folder if bare else Path(git.line("rev-parse", "--show-toplevel"))
    except GitError as error:
        if "safe.directory" in str(error):
            raise Refused(f"git does not trust {folder}, whose owner is another user. git says: {error}") from None
        if variable := pointing_elsewhere():
            raise Refused(
                f"{folder} has no repository of its own. {variable} points git to another one, and is not read here: "
                "run this in a folder that has a .git."
            ) from None
        raise Refused(f"{folder} is no git repository: git init && git add --all && git commit") from None
    if bare:
        raise Refused(f"{folder} has no work tree (core.bare is true): run this in a clone that has one.")
    if top.resolve() != folder.resolve():
        raise Refused(f"{folder} is a folder of the repository {top}: run this where its .git is.")
    try:
        git.line("rev-parse", "--verify", "HEAD")
    except GitError:
        raise Refused(f"{folder} has no commit yet: git add --all && git commit") from None


def _refuse_what_is_in_progress(git: Git) -> None:
    for path, what in zip(git.paths(*IN_PROGRESS), IN_PROGRESS.values(), strict=True):
        if path.exists():
            raise Refused(f"{what} is in progress here: finish or stop it, as `git status` says. Then run this again.")


def _refuse_uncommitted_work(git: Git) -> None:
    # Whatever this machine is configured to leave out of a status.
    options = ("--untracked-files=normal", "--ignore-submodules=dirty", "--no-renames")
    try:
        status = git.names("status", "--porcelain", "-z", *options)
    except GitError as error:
        raise Refused(f"git cannot say what is not committed here, so nothing was done: {error}") from None
    if status:
        raise Refused(
            f"{shown(status[0][3:])} is not committed. Commit or stash your work first, so that this is one "
            "change that you can review and take back."
        )
