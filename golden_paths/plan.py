"""What an update would do to a repository, worked out with nothing of it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from golden_paths import locks
from golden_paths.answers import changed_answers, refuse_missing, settled
from golden_paths.change import NOT_RECORDED, Change, lacking
from golden_paths.changelog import between
from golden_paths.comments import carried
from golden_paths.findings import Finding
from golden_paths.git import Entry, Tree
from golden_paths.merge import Merged, merge
from golden_paths.own_files import changed_beside, own_files
from golden_paths.ownership import Ownership
from golden_paths.project import ANSWERS_FILE, Origin, Refused, origin_of
from golden_paths.repository import repository
from golden_paths.scratch import Scratch, scratch_of
from golden_paths.standing import Standing
from golden_paths.surroundings import scratch_folder
from golden_paths.template import cloned, rendered_answers
from golden_paths.versions import as_version, release_of


@dataclass(frozen=True, kw_only=True)
class Update(Change):
    """What an update does to a repository."""

    half_done: ClassVar[str] = NOT_RECORDED

    origin: Origin
    version: str
    findings: tuple[Finding, ...]
    changelog: str


def plan(folder: Path, *, to: str = "", answers: Mapping[str, Any] | None = None, relock: bool = True) -> Update:
    """Work out an update of the repository in `folder`; nothing of it is changed.

    to: a version, by default the latest release. answers: changed answers, on the version that the repository has.
    relock: lock files that the update makes stale are locked again, by the uv that the repository has installed. With
    False no program of the repository runs, and a finding says how to lock by hand.
    Raises Refused.
    """
    git, origin = repository(folder), origin_of(folder)
    head = git.line("rev-parse", "HEAD")
    mine = git.tree(head)
    with cloned(origin.template, folder=folder) as template, scratch_of(git) as scratch, scratch_folder() as renderings:
        template.commit_of(origin.version)
        version = origin.version if answers is not None else template.version(to)
        _refuse_a_step_back(origin.version, version)
        stored, asked = (folder / ANSWERS_FILE).read_bytes(), answers or {}
        old = template.render(origin.version, origin.answers, renderings / "old", stored=stored)
        refuse_missing(origin.answers, rendered_answers(old), asked=asked)
        new = settled(
            lambda given: template.render(version, given, renderings / "new", stored=stored),
            origin.answers,
            asked=asked,
        )
        news = changed_answers(origin.answers, rendered_answers(new), asked=asked)
        written = carried(stored, old=(old / ANSWERS_FILE).read_bytes(), new=(new / ANSWERS_FILE).read_bytes())
        owners = [template.ownership(each) for each in (origin.version, version)]
        base, target = (scratch.import_folder(each) for each in (old, new))
        changelog = between(template.text(version, Path("CHANGELOG.md")), origin.version, version)
        merged, own, kept = brought_in(scratch, owners, base, mine, target, label=f"template-{version}", folder=folder)
        own = {**own, ANSWERS_FILE: replace(mine[ANSWERS_FILE], blob=scratch.store(written))}
        everything = {**own, **merged.files}
        files, moved = locks.relock(scratch, everything, mine, kept, repository=folder, by_uv=relock)
        objects = scratch.pack(lacking(files, mine, merged.unmerged))
    return Update(
        origin=origin,
        version=version,
        head=head,
        mine=mine,
        files=files,
        unmerged=merged.unmerged,
        findings=tuple(sorted({*merged.findings, *moved, *news})),
        changelog=changelog,
        objects=objects,
    )


def brought_in(
    git: Scratch,
    owners: Iterable[Ownership],
    base: Tree,
    mine: Tree,
    target: Tree,
    *,
    label: str,
    folder: Path | None = None,
) -> tuple[Merged, Tree, list[str]]:
    """What the template changed from `base` to `target`, brought into `mine`.

    Returns with it the files that are the user's from the first copy on, and the locks that the user has changed.
    folder: the work tree, where git may ignore files; None where only what is committed counts.
    """
    # Every line of the answers file is another one in every update: a merge would find conflicts where there are none.
    base, target = ({path: each[path] for path in each if path != ANSWERS_FILE} for each in (base, target))
    before, after = owners
    kept_by_team = own_files(git, mine)
    owners = [before, after.handing_over(before, base), kept_by_team]
    beside = changed_beside(kept_by_team, base, target)
    base, target, kept = locks.settle(_ours(base, owners), _ours(target, owners), mine, owners)
    # Without the user's own, or git takes one of them for a rendered file that the user moved there.
    shared = {path: entry for path, entry in _ours(mine, owners).items() if path not in {*kept, ANSWERS_FILE}}
    own = {path: entry for path, entry in mine.items() if path not in shared}
    merged = merge(git, base=base, mine=shared, new=target, label=label, standing=Standing(own, folder))
    return replace(merged, findings=tuple(sorted({*merged.findings, *beside}))), own, kept


def _ours(tree: Tree, owners: Iterable[Ownership]) -> dict[str, Entry]:
    """A tree without the files that belong to the user from the first copy on."""
    # Not what is retired: copier alone must keep such a file, edited or not; the merge below can tell.
    theirs = {"seed-once", "extension"}
    return {path: entry for path, entry in tree.items() if not theirs & {each.owner(path) for each in owners}}


def _refuse_a_step_back(current: str, wanted: str) -> None:
    before, after = release_of(current), as_version(wanted)
    is_later = as_version(current) is None  # a commit after the release that it is named by
    if before and after and (after < before or (after == before and is_later)):
        raise Refused(f"This repository has {current}, which is newer than {wanted}: updates only go forward.")
