"""Compares what an update left with what the guarded update leaves; each difference is named, with both versions."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from golden_paths.findings import Finding, Kind
from golden_paths.git import SUBMODULE, Entry, Git, Tree
from golden_paths.own_files import FILE as OWN_FILE
from golden_paths.ownership import Ownership
from golden_paths.project import ANSWERS_FILE
from golden_paths.promise import Trees, is_binary
from golden_paths.scratch import Scratch

MARKERS = (b"<<<<<<< ", b">>>>>>> ")
HUNK = re.compile(rb"^<<<<<<< .*?^>>>>>>> [^\n]*\n?", re.M | re.S)
MOST_LINES = 30


@dataclass(frozen=True)
class Expected:
    """What the guarded update leaves: its files and findings, with the old rendering, and who owns which file.

    own: what the team lists as its own.
    """

    base: Tree
    files: Tree
    findings: Sequence[Finding]
    owners: tuple[Ownership, ...]
    own: Ownership


def differences(git: Scratch, expected: Expected, mine: Tree, result: Tree) -> Iterator[Finding]:
    """A finding for each file of `result` that a person has to know of; `mine` is what there was before the update."""
    moved = {after: before for before, after in git.renames(git.write_tree(expected.base), git.write_tree(mine))}
    trees = Trees(git, expected.base, mine, result, moved, renamed={})
    decisions = {finding.path: finding.kind for finding in expected.findings if finding.needs_review}
    for path in sorted({*expected.files, *result} - {ANSWERS_FILE}):
        want, got = expected.files.get(path), result.get(path)
        if got is not None and got != mine.get(path) and (unfinished := _unfinished(git, path, got)):
            yield Finding(unfinished, path)
        elif want is None and mine.get(path) is None and expected.own.owner(path) == "seed-once":
            yield Finding(Kind.DIFFERS, path, f"`make update` does not bring it, since {OWN_FILE} lists it: delete it")
        elif want != got and not (want and got and any(each.owner(path) == "kept" for each in expected.owners)):
            yield from _difference(trees, path, want, decisions.get(path))


def _difference(trees: Trees, path: str, want: Entry | None, decision: Kind | None) -> Iterator[Finding]:
    mine, got = trees.mine.get(path), trees.result.get(path)
    if decision is Kind.CONFLICT and want and got and _is_resolved(trees.git.read(want), trees.git.read(got)):
        if mine and not trees.keeps(path):
            yield Finding(Kind.RESOLVED, path)
    elif decision not in (None, Kind.CONFLICT) and mine and trees.keeps(path):
        return  # decided by hand, with nothing lost
    elif want is None and got == mine:
        yield Finding(Kind.LEFT, path)
    elif want is None and mine is None:
        yield Finding(Kind.ADDED, path)
    else:
        is_lost = mine is not None and mine != trees.before(path) and not trees.keeps(path)
        yield Finding(Kind.LOST if is_lost else Kind.DIFFERS, path, _both(trees.git, want, got))


def _unfinished(git: Git, path: str, got: Entry) -> Kind | None:
    if PurePosixPath(path).suffix == ".rej":
        return Kind.REJECTED
    content = b"" if got.mode == SUBMODULE else git.read(got)
    has_markers = all(re.search(b"^" + marker, content, re.M) for marker in MARKERS)
    return Kind.CONFLICT if has_markers else None


def _is_resolved(want: bytes, got: bytes) -> bool:
    """Whether `got` is `want` with something else in the place of each conflict."""
    first, *between, last = HUNK.split(want) if HUNK.search(want) else [want, b""]
    if not got.startswith(first) or not got[len(first) :].endswith(last):
        return False
    rest = got[len(first) : len(got) - len(last)]
    for part in between:
        _before, found, rest = rest.partition(part)
        if part and not found:
            return False
    return True


def _both(git: Git, want: Entry | None, got: Entry | None) -> str:
    """The two versions of a file, as a difference from what `make update` leaves to what is committed."""
    if want is None:
        return "`make update` removes it, and here it is left"
    if got is None:
        return "`make update` leaves it, and here it is gone"
    if want.blob == got.blob:
        return f"`make update` leaves it with mode {want.mode}, here it has {got.mode}"
    contents = [git.read(each) for each in (want, got)]
    if any(is_binary(content) for content in contents):
        return "`make update` leaves another binary file than this one"
    before, after = (content.decode(errors="surrogateescape").splitlines() for content in contents)
    found = [*difflib.unified_diff(before, after, "make update", "committed", lineterm="")]
    more = [f"… and {len(found) - MOST_LINES} lines more"] if len(found) > MOST_LINES else []
    return "\n".join(f"    {line}" for line in ["", *found[:MOST_LINES], *more]).strip(" ")
