"""Merges a new rendering into what a user made of the old one, with git's own merge, in a work tree that nobody sees.

Copier's update applies a textual diff, which deletes an edited file that the template dropped and overwrites binary
ones. git merges trees: it follows renames, knows modes, and has a conflict where both changed the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from golden_paths.findings import Finding, Kind
from golden_paths.git import Git, Tree
from golden_paths.project import ANSWERS_FILE
from golden_paths.promise import Trees, is_binary

# Nothing that this machine is configured for may change the result.
MERGE = (
    *("-c", "merge.directoryRenames=false", "-c", "merge.conflictStyle=merge", "-c", "rerere.enabled=false"),
    *("-c", "merge.renames=true", "-c", "core.autocrlf=false"),
)


@dataclass(frozen=True)
class Merged:
    """The files after the merge; `unmerged` are git's three versions of each file with conflict markers."""

    files: Tree
    unmerged: tuple[str, ...]
    findings: tuple[Finding, ...]


def merge(git: Git, *, base: Tree, mine: Tree, new: Tree, label: str) -> Merged:
    """Bring what the template changed from `base` to `new` into `mine`.

    label: what conflict markers call the template's side.
    """
    blocked = {path for path in new if path not in mine and _is_in_the_way(path, base=base, mine=mine)}
    findings = {Finding(Kind.MET, path) for path in blocked}
    new = {path: entry for path, entry in new.items() if path not in blocked}
    trees, unmerged = _by_git(git, base=base, mine=mine, new=new, label=label)
    files = dict(trees.result)
    for path in trees.changed_by_user():
        if path == ANSWERS_FILE:
            continue
        finding = _after_merge(trees, path, new, in_conflict=path in unmerged)
        if finding is None:
            continue
        findings.add(finding)
        if finding.kind not in (Kind.CONFLICT, Kind.MOVED):
            files[path] = mine[path]
    files |= {path: replace(files[path], mode=mode) for path, mode in _own_modes(trees, files)}
    for path in sorted(base.keys() - mine.keys()):
        if new.get(path) not in (None, base[path]) and path not in trees.moved.values():
            findings.add(Finding(Kind.ABSENT, path))
        if path in unmerged:  # git brings back what the user deleted when the template changed it
            files.pop(path, None)
    files[ANSWERS_FILE] = new[ANSWERS_FILE]
    named = {finding.path for finding in findings}
    findings |= {Finding(Kind.CONFLICT, path) for path in unmerged if path in files and path not in named}
    conflicts = {finding.path for finding in findings if finding.kind is Kind.CONFLICT}
    records = tuple(record for path in sorted(conflicts) for record in unmerged.get(path, ()))
    return Merged(files, records, tuple(sorted(findings)))


def _by_git(git: Git, *, base: Tree, mine: Tree, new: Tree, label: str) -> tuple[Trees, dict[str, list[str]]]:
    old_commit = git.commit(git.write_tree(base))
    my_commit = git.commit(git.write_tree(mine), old_commit)
    new_commit = git.commit(git.write_tree(new), old_commit)
    with git.worktree(my_commit) as work:
        work.run("update-ref", f"refs/worktree/{label}", new_commit)
        work.run(*MERGE, "merge", "--quiet", "--no-commit", "--no-ff", f"worktree/{label}", check=False)
        unmerged: dict[str, list[str]] = {}
        for record in work.names("ls-files", "--unmerged", "-z"):
            unmerged.setdefault(record.partition("\t")[2], []).append(record)
        work.run("add", "--all", ".")
        result = work.tree(work.line("write-tree"))
    moved = {after: before for before, after in _renames(git, old_commit, my_commit)}
    renamed = dict(_renames(git, old_commit, new_commit))
    return Trees(git, base, mine, result, moved, renamed), unmerged


def _after_merge(trees: Trees, path: str, new: Tree, *, in_conflict: bool) -> Finding | None:
    """What became of a file that the user had made or changed; None when there is nothing to say."""
    mine, base, now = trees.mine[path], trees.base.get(path), trees.result.get(path)
    template = new.get(path)
    if base is None and template not in (None, mine):
        return Finding(Kind.MET, path)
    if base is not None and template is None:
        target = trees.renamed.get(path, "")
        return Finding(Kind.MOVED, path, target) if _went_along(trees, path, target) else Finding(Kind.DROPPED, path)
    if now == mine and base is None and in_conflict:  # moved by the user, dropped by the template
        return Finding(Kind.DROPPED, path)
    if now == mine and not in_conflict:
        return None
    if template is not None and is_binary(trees.git.read(mine)):
        return Finding(Kind.BINARY, path)
    if not trees.keeps(path):
        return Finding(Kind.NOT_MERGED, path)
    return Finding(Kind.CONFLICT, path) if in_conflict else None


def _went_along(trees: Trees, path: str, target: str) -> bool:
    return target in trees.result and target not in trees.mine and trees.keeps(path, at=target)


def _own_modes(trees: Trees, files: Tree) -> Iterator[tuple[str, str]]:
    """Modes that the user changed, where the merge has another."""
    for path in trees.changed_by_user():
        before, now, mine = trees.before(path), files.get(path), trees.mine[path]
        if before and now and before.mode != mine.mode != now.mode and now.blob != mine.blob:
            yield path, mine.mode


def _is_in_the_way(path: str, *, base: Tree, mine: Tree) -> bool:
    """Whether a file of the user is where `path` needs a folder, or the other way round."""

    def own(other: str) -> bool:
        return other in mine and mine[other] != base.get(other)

    above = [str(parent) for parent in PurePosixPath(path).parents]
    return any(own(parent) for parent in above) or any(other.startswith(f"{path}/") and own(other) for other in mine)


def _renames(git: Git, before: str, after: str) -> Iterator[tuple[str, str]]:
    fields = iter(git.names("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", before, after))
    for _status in fields:
        yield next(fields), next(fields)
