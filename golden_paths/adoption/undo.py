"""Takes back what a copy or an adoption left in a repository that has not been committed since.

Only what the template can render again goes: a file that differs from it in a byte stays, and is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from golden_paths.address import for_git
from golden_paths.disk import WorkTree, unlike
from golden_paths.git import Entry, Git, GitError, Tree, listed
from golden_paths.own_files import FILE as OWN_FILE
from golden_paths.own_files import HEAD as OWN_HEAD
from golden_paths.project import ANSWERS_FILE, Answers, Origin, Refused, origin_of
from golden_paths.reasons import reason
from golden_paths.repository import refuse_a_locked_index, repository
from golden_paths.scratch import scratch_of
from golden_paths.standing import parents
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned

KEPT_ANSWERS = "golden-paths-answers.yml"


@dataclass(frozen=True)
class Undone:
    """What was removed, what was brought back from the last commit, what stays as it is, and where the answers are."""

    removed: tuple[str, ...]
    restored: tuple[str, ...]
    left: tuple[str, ...]
    answers: Path


def undo(folder: Path, template: str = "", *, to: str = "", answers: Answers | None = None) -> Undone:
    """Remove the template's files that are not committed, and bring back those of the last commit that it overwrote.

    template, to, answers: what was copied, where the copy stopped before it wrote its answers file.
    Raises Refused: nothing was copied here, it is committed already, or the template cannot be had any more.
    """
    git = repository(folder, clean=False)
    refuse_a_locked_index(git)
    head = git.tree("HEAD")
    if ANSWERS_FILE in head:
        raise Refused(f"{ANSWERS_FILE} is committed, and so is what came with it: git revert takes a commit back.")
    if not (folder / ANSWERS_FILE).is_file() and not template:
        raise Refused(
            f"There is no {ANSWERS_FILE} here that says what was copied: git status lists what is not committed. Where "
            "a copy stopped early, name template and answers: golden-paths adopt --undo TEMPLATE --data NAME=VALUE"
        )
    stored, target = _rendered(git, folder, template, to, answers or {})
    there = {path: entry for path, entry in target.items() if _is_file(folder, path)}
    unchanged = there.keys() - {*unlike(git, there), ANSWERS_FILE}
    removed = sorted(path for path in unchanged if path not in head)
    restored = sorted(path for path in unchanged if path in head and head[path].blob != target[path].blob)
    left = sorted(path for path in there.keys() - unchanged - {ANSWERS_FILE} if _is_not_as_committed(git, head, path))
    kept = git.path(KEPT_ANSWERS)
    kept.write_bytes(stored)
    _remove(git, folder, {path: target[path] for path in removed})
    if restored:
        _on_paths(git, ["checkout", "--quiet", "HEAD"], restored)
    return Undone(tuple(removed), tuple(restored), tuple(left), kept)


def _rendered(git: Git, folder: Path, address: str, to: str, answers: Answers) -> tuple[bytes, Tree]:
    """The answers file, and what the template renders with it; of a copy without one, what these answers give."""
    file = folder / ANSWERS_FILE
    origin = origin_of(folder) if file.is_file() else Origin(for_git(address, Path.cwd()), to, answers)
    with cloned(origin.template, folder=folder) as template, scratch_of(git) as scratch, scratch_folder() as renderings:
        if file.is_file():
            template.commit_of(origin.version)
        version = origin.version if file.is_file() else template.version(to)
        rendering = template.render(version, origin.answers, renderings / "new")
        stored = file if file.is_file() else rendering / ANSWERS_FILE
        return stored.read_bytes(), scratch.import_folder(rendering)


def _is_file(folder: Path, path: str) -> bool:
    here = folder / path
    is_reached = not any((folder / parent).is_symlink() for parent in parents(path))
    return is_reached and (here.is_symlink() or here.is_file())


def _is_not_as_committed(git: Git, head: Tree, path: str) -> bool:
    return path not in head or bool(unlike(git, {path: head[path]}))


def _remove(git: Git, folder: Path, files: dict[str, Entry]) -> None:
    work = WorkTree(folder)
    work.take_stock(git, files, files)
    own = folder / OWN_FILE
    if own.is_file() and own.read_text("utf-8", errors="replace").startswith(OWN_HEAD):
        own.unlink()
    try:
        for path in files:
            work.remove(path)
        (folder / ANSWERS_FILE).unlink(missing_ok=True)
    except OSError as error:
        work.take_back()
        raise Refused(f"A file cannot be removed, so nothing was: {reason(error)}") from None
    _on_paths(git, ["rm", "--cached", "--quiet", "--ignore-unmatch", "--force"], [*files, ANSWERS_FILE, OWN_FILE])


def _on_paths(git: Git, command: list[str], paths: Iterable[str]) -> None:
    """A command of git on exactly these paths."""
    try:
        options = ("--pathspec-from-file=-", "--pathspec-file-nul")
        git.run("--literal-pathspecs", *command, *options, given=listed([*paths]))
    except GitError as error:
        raise Refused(f"git refuses a part of it, and the files are removed: {error}") from None
