"""An update from beginning to end. The user's tree is touched last, and then in an order that git can take back."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golden_paths import locks
from golden_paths.answers import changed_answers
from golden_paths.changelog import between
from golden_paths.findings import Finding, Kind
from golden_paths.git import Entry, Git, GitError, Tree
from golden_paths.merge import merge
from golden_paths.ownership import Ownership
from golden_paths.project import Origin, Refused, origin_of
from golden_paths.template import Template, cloned, rendered_answers
from golden_paths.versions import as_version, release_of

GO_BACK = "git reset --hard"


@dataclass(frozen=True)
class Update:
    """What an update does to a repository, worked out and not yet done."""

    origin: Origin
    version: str
    mine: Tree
    files: Tree
    unmerged: tuple[str, ...]
    findings: tuple[Finding, ...]
    changelog: str

    @property
    def written(self) -> list[str]:
        """Files that it writes."""
        return sorted(path for path, entry in self.files.items() if self.mine.get(path) != entry)

    @property
    def removed(self) -> list[str]:
        """Files that it removes, none of which the user had changed."""
        return sorted(self.mine.keys() - self.files.keys())

    @property
    def changes_nothing(self) -> bool:
        return not self.written and not self.removed


def repository(folder: Path, *, clean: bool = True) -> Git:
    """The git of a rendered repository. Raises Refused: it has none, or (with `clean`) work that is not committed."""
    git = Git(folder)
    try:
        top = Path(os.fsdecode(git.line("rev-parse", "--show-toplevel")))
        git.line("rev-parse", "--verify", "HEAD")
    except GitError:
        raise Refused(f"{folder} has no commit yet: git init && git add --all && git commit") from None
    if top.resolve() != folder.resolve():
        raise Refused(f"{folder} is a folder of the repository {top}: run this where its .git is.")
    if clean and (status := git.names("status", "--porcelain", "-z")):
        raise Refused(
            f"{status[0][3:]} is not committed. Commit or stash your work first, so that the update is one change that "
            "you can review and take back."
        )
    return git


def plan(folder: Path, *, to: str = "", answers: Mapping[str, Any] | None = None) -> Update:
    """Work out an update of the repository in `folder`; nothing of it is changed.

    to: a version, by default the latest release. answers: changed answers, on the version that the repository has.
    Raises Refused.
    """
    git, origin = repository(folder), origin_of(folder)
    mine = git.tree("HEAD")
    with (
        cloned(origin.template, folder=folder) as template,
        tempfile.TemporaryDirectory(prefix="golden-paths-") as scratch,
    ):
        template.commit_of(origin.version)
        version = origin.version if answers is not None else template.version(to)
        _refuse_a_step_back(origin.version, version)
        stored = (folder / ".copier-answers.yml").read_bytes()
        old = template.render(origin.version, origin.answers, Path(scratch) / "old", stored=stored)
        new = template.render(version, origin.answers, Path(scratch) / "new", stored=stored, also=answers)
        news = changed_answers(origin.answers, rendered_answers(new), asked=answers or {})
        owners = [template.ownership(each) for each in (origin.version, version)]
        base, target = (_ours(git.import_folder(each), owners) for each in (old, new))
        changelog = between(template.text(version, Path("CHANGELOG.md")), origin.version, version)
    base, target, kept = locks.settle(base, target, mine, owners)
    # Without the user's own, or git takes one of them for a rendered file that the user moved there.
    shared = {path: entry for path, entry in _ours(mine, owners).items() if path not in kept}
    own = {path: entry for path, entry in mine.items() if path not in shared}
    merged = merge(git, base=base, mine=shared, new=target, label=f"template-{version}")
    files, moved = locks.relock(git, {**own, **merged.files}, mine, kept)
    files, met = _without_what_is_in_the_way(folder, files, mine)
    findings = sorted({*merged.findings, *met, *moved, *news})
    return Update(origin, version, mine, files, merged.unmerged, tuple(findings), changelog)


def apply(folder: Path, update: Update) -> None:
    """Bring `update` into the work tree. Killed at any moment, `git reset --hard` brings back what was there."""
    git = Git(folder)
    # The index comes first: git removes a half-written new file only if its index knows it.
    git.run("read-tree", git.write_tree(update.files))
    paths = b"".join(os.fsencode(path) + b"\0" for path in update.written)
    for path in update.removed:
        _remove(folder, path)
    git.run("checkout-index", "--force", "-z", "--stdin", given=paths)
    if update.unmerged:
        gone = {record.partition("\t")[2] for record in update.unmerged}
        records = [*(f"0 {'0' * 40}\t{path}" for path in sorted(gone)), *update.unmerged]
        given = b"".join(os.fsencode(record) + b"\0" for record in records)
        git.run("update-index", "-z", "--index-info", given=given)
    git.run("update-index", "-q", "--refresh", check=False)


def _ours(tree: Tree, owners: Iterable[Ownership]) -> dict[str, Entry]:
    """A tree without the files that belong to the user from the first copy on."""
    # Not what is retired: copier alone must keep such a file, edited or not; the merge below can tell.
    theirs = {"seed-once", "extension"}
    return {path: entry for path, entry in tree.items() if not theirs & {each.owner(path) for each in owners}}


def _without_what_is_in_the_way(folder: Path, files: Tree, mine: Tree) -> tuple[Tree, list[Finding]]:
    """Leave out new files where the user has one that git ignores: git has no copy of it."""
    met = [path for path in files if path not in mine and _exists(folder, path)]
    return {path: entry for path, entry in files.items() if path not in met}, [Finding(Kind.MET, path) for path in met]


def _exists(folder: Path, path: str) -> bool:
    here = folder / path
    above = [folder / parent for parent in Path(path).parents]
    return os.path.lexists(here) or any(each.is_symlink() or each.is_file() for each in above)


def _remove(folder: Path, path: str) -> None:
    (folder / path).unlink(missing_ok=True)
    for parent in Path(path).parents[:-1]:
        if not (folder / parent).is_dir() or any((folder / parent).iterdir()):
            break
        (folder / parent).rmdir()


def _refuse_a_step_back(current: str, wanted: str) -> None:
    before, after = release_of(current), as_version(wanted)
    is_later = as_version(current) is None  # a commit after the release that it is named by
    if before and after and (after < before or (after == before and is_later)):
        raise Refused(f"This repository has {current}, which is newer than {wanted}: updates only go forward.")


__all__ = ["GO_BACK", "Template", "Update", "apply", "plan", "repository"]
