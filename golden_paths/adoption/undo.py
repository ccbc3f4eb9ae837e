"""Takes back what a copy or an adoption left in a repository that has not been committed since.

Only what the template can render again goes: a file that differs from it in a byte stays, and is named.
"""

from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from golden_paths.adoption.compare import Choices, compared
from golden_paths.adoption.copied import Copied, copied
from golden_paths.adoption.plan import own_list
from golden_paths.apply import Index, all_or_nothing, cannot_be_written, checked_out, refresh, refuse_another_commit
from golden_paths.change import Change
from golden_paths.disk import WorkTree, unlike
from golden_paths.git import Entry, Git, GitError, Tree
from golden_paths.names import shown
from golden_paths.own_files import FILE as OWN_FILE
from golden_paths.own_files import line_of, lines_of, written_list
from golden_paths.project import ANSWERS_FILE, Answers, Refused
from golden_paths.repository import alone, refuse_a_locked_index, repository
from golden_paths.scratch import Scratch, scratch_of
from golden_paths.standing import parents
from golden_paths.surroundings import scratch_folder

KEPT_ANSWERS = "golden-paths-answers.yml"
LAST = (OWN_FILE, ANSWERS_FILE)


@dataclass(frozen=True)
class Undone:
    """What was removed, what was brought back from the last commit, what stays as it is, and where the answers are.

    staged: files of `left` of which git has staged something that is nowhere else.
    """

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    left: tuple[str, ...]
    staged: tuple[str, ...]
    answers: Path


class Undoing(Change):
    """An undo as a change: `mine` is what the copy left, `files` what the last commit has in its place."""

    what: ClassVar[str] = "undo"
    half_done: ClassVar[str] = "See to that, then run this again: it takes back what is left."


def undo(folder: Path, template: str = "", *, to: str = "", answers: Answers | None = None) -> Undone:
    """Remove the template's files that are not committed, and bring back those of the last commit that it overwrote.

    template, to, answers: what was copied, where the copy stopped before it wrote its answers file.
    Raises Refused: nothing was copied here, it is committed already, or the template cannot be had any more; nothing is
    done then. Raises HalfDone when what was done could not be taken back.
    """
    with alone(folder), scratch_folder() as aside:
        git = repository(folder, clean=False)
        refuse_a_locked_index(git)
        index, head = Index(git, aside), git.line("rev-parse", "HEAD")
        with copied(git, folder, template, to=to, answers=answers or {}) as found, scratch_of(git) as scratch:
            undoing, told = _planned(git, scratch, found, head)
        told.answers.write_bytes(found.stored)
        _bring_in(git, undoing, index, aside, told)
        refresh(git)
        return told


def _planned(git: Git, scratch: Scratch, found: Copied, commit: str) -> tuple[Undoing, Undone]:
    head, target = git.tree(commit), scratch.import_folder(found.rendering)
    target[ANSWERS_FILE] = Entry("100644", _blob(git, found.stored))
    target[OWN_FILE] = Entry("100644", _blob(git, _expected_list(git, scratch, found, head, target)))
    there = {path: entry for path, entry in target.items() if _is_file(git.folder, path)}
    edited = {*unlike(git, {path: head[path] for path in there if path in head})}
    staged, in_conflict = _staged(git)
    # Of the answers a copy is kept, whatever is in them.
    others = {path for path in target if staged.get(path) not in (head.get(path), target[path])} - {ANSWERS_FILE}
    others |= in_conflict & target.keys()
    unchanged = there.keys() - {*unlike(git, there)} - others
    restored = sorted(path for path in unchanged if path in edited)
    removed = sorted(path for path in unchanged if path not in head)
    left = sorted(path for path in there.keys() - unchanged if path not in head or path in edited or path in others)
    # Staged by an adoption, and deleted since.
    only_staged = [path for path in target.keys() - there.keys() - head.keys() - others if path in staged]
    undoing = Undoing(
        head=commit,
        mine={path: target[path] for path in (*removed, *restored, *only_staged)},
        files={path: head[path] for path in restored},
        unmerged=(),
        objects=b"",
    )
    gone = tuple(path for path in removed if path not in LAST)
    # Of a conflict git has nothing staged: its versions are the last commit's and the template's, or in the file.
    held = tuple(path for path in left if path in others - in_conflict)
    return undoing, Undone(gone, tuple(restored), tuple(left), held, git.path(KEPT_ANSWERS))


def _bring_in(git: Git, undoing: Undoing, index: Index, aside: Path, told: Undone) -> None:
    """The answers file goes last: while it is there, this can be run again."""
    work = WorkTree(git.folder, _saved_meanwhile)
    there = {path: entry for path, entry in undoing.mine.items() if _is_file(git.folder, path)}
    try:
        work.take_stock(git, there, there)
        staged = checked_out(git, index, undoing, aside)
    except (GitError, OSError) as error:
        raise cannot_be_written(undoing.what, error) from None
    with all_or_nothing(work, index, undoing):
        refuse_another_commit(git, undoing)
        for path in told.restored:
            work.put(path, staged / path)
        for path in told.removed:
            work.remove(path)
        index.place(undoing.files, undoing.mine, ())
        for path in LAST:
            if path in there and path not in undoing.files:
                work.remove(path)


def _expected_list(git: Git, scratch: Scratch, found: Copied, head: Tree, target: Tree) -> bytes:
    """The list of the team's files as an adoption wrote it that chose what the files show.

    Of a file that somebody has edited since only the list says whether it was kept or merged.
    """
    own = git.folder / OWN_FILE
    listed = lines_of(own.read_bytes()) if own.is_file() else []
    different = {path for path in target if path in head and head[path].blob != target[path].blob} - {ANSWERS_FILE}
    there = {path for path in different if _is_file(git.folder, path)}
    as_template = there - {*unlike(git, {path: target[path] for path in there})}
    as_committed = there - {*unlike(git, {path: head[path] for path in there})}
    choices = _choices(different, as_template, as_committed, listed)
    files = compared(scratch, head, target, found.owners, choices)
    _before, now = own_list(scratch, head, files)
    return now or written_list(())


def _choices(different: set[str], as_template: set[str], as_committed: set[str], listed: Container[str]) -> Choices:
    kept = {path for path in different - as_template if path in as_committed or line_of(path) in listed}
    return Choices(take=tuple(as_template), keep=tuple(kept), merge=tuple(different - as_template - kept))


def _staged(git: Git) -> tuple[dict[str, Entry], set[str]]:
    """What git has staged, and the paths of which it has several versions, since they are in conflict."""
    staged, in_conflict = {}, set()
    for record in git.names("ls-files", "-s", "-z"):
        about, _, path = record.partition("\t")
        mode, blob, stage = about.split(" ")
        if stage == "0":
            staged[path] = Entry(mode, blob)
        else:
            in_conflict.add(path)
    return staged, in_conflict


def _blob(git: Git, content: bytes) -> str:
    return git.run("hash-object", "--stdin", given=content).decode().strip()


def _is_file(folder: Path, path: str) -> bool:
    here = folder / path
    is_reached = not any((folder / parent).is_symlink() for parent in parents(path))
    return is_reached and (here.is_symlink() or here.is_file())


def _saved_meanwhile(path: str) -> Refused:
    return Refused(f"{shown(path)} was written while this was worked out, so nothing was done: run this again.")
