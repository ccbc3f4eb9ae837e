"""Merges a new rendering into what a user made of the old one, with git's own merge, which needs no work tree.

Copier's update applies a textual diff, which deletes an edited file that the template dropped and overwrites binary
ones. git merges trees: it follows renames, knows modes, and has a conflict where both changed the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from golden_paths.findings import Finding, Kind
from golden_paths.git import Tree
from golden_paths.promise import Trees, is_binary
from golden_paths.scratch import Scratch
from golden_paths.standing import Standing, is_other_kind, without_clashes


@dataclass(frozen=True)
class Merged:
    """The files after the merge; `unmerged` are git's three versions of each file with conflict markers."""

    files: Tree
    unmerged: tuple[str, ...]
    findings: tuple[Finding, ...]


def merge(git: Scratch, *, base: Tree, mine: Tree, new: Tree, label: str, standing: Standing | None = None) -> Merged:
    """Bring what the template changed from `base` to `new` into `mine`.

    label: what conflict markers call the template's side.
    standing: what the user has beside `mine`.
    """
    moved = {after: before for before, after in git.renames(git.write_tree(base), git.write_tree(mine))}
    stays = _stays(standing or Standing(), moved, base=base, mine=mine, new=new)
    findings = {
        _of_what_stays(path, base=base, mine=mine, new=new)
        for path in stays
        if base.get(path) != new.get(path) and (path in mine or path in new)
    }
    taking_part = [{path: entry for path, entry in tree.items() if path not in stays} for tree in (base, mine, new)]
    merged = _merged(git, *taking_part, label=label)
    files = without_clashes({**merged.files, **{path: mine[path] for path in stays if path in mine}}, mine)
    findings |= {*merged.findings}
    findings |= {Finding(Kind.MET, path) for path in merged.files.keys() - files.keys() if path in new}
    return Merged(files, merged.unmerged, tuple(sorted(findings)))


def _stays(standing: Standing, moved: dict[str, str], *, base: Tree, mine: Tree, new: Tree) -> set[str]:
    """Every path that the template cannot have, since the user has something else there."""
    kept = {path for path, entry in mine.items() if is_other_kind(entry, [base.get(path), new.get(path)])}
    # What the user moved is not in the way of where it was: an improvement of it goes where it is now.
    free = {path for path in {*base, *new} if path not in mine and path not in moved.values()}
    return kept | {path for path in free if standing.is_in_the_way(path, base=base, mine=mine)}


def _of_what_stays(path: str, *, base: Tree, mine: Tree, new: Tree) -> Finding:
    if path in mine:
        return Finding(Kind.DROPPED if path not in new else Kind.NOT_MERGED if path in base else Kind.MET, path)
    return Finding(Kind.ABSENT if path in base else Kind.MET, path)


def _merged(git: Scratch, base: Tree, mine: Tree, new: Tree, *, label: str) -> Merged:
    trees, unmerged = _by_git(git, base=base, mine=mine, new=new, label=label)
    # Names that git makes up where two things want one place (`docs~yours`): the user's is put back below.
    files = {path: entry for path, entry in trees.result.items() if path in mine or path in new}
    findings = set()
    for path in trees.changed_by_user():
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
    named = {finding.path for finding in findings}
    findings |= {Finding(Kind.CONFLICT, path) for path in unmerged if path in files and path not in named}
    conflicts = {finding.path for finding in findings if finding.kind is Kind.CONFLICT}
    records = tuple(record for path in sorted(conflicts) for record in unmerged.get(path, ()))
    return Merged(files, records, tuple(sorted(findings)))


def _by_git(git: Scratch, *, base: Tree, mine: Tree, new: Tree, label: str) -> tuple[Trees, dict[str, list[str]]]:
    old_commit = git.commit(git.write_tree(base))
    my_commit = git.commit(git.write_tree(mine), old_commit)
    new_commit = git.commit(git.write_tree(new), old_commit)
    result, unmerged = git.merge(my_commit, new_commit, label=label)
    moved = {after: before for before, after in git.renames(old_commit, my_commit)}
    renamed = dict(git.renames(old_commit, new_commit))
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
