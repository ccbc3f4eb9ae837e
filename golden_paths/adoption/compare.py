"""What the template would have new, equal or different in a repository that has files already."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from golden_paths.adoption.meaning import meaning_of
from golden_paths.git import Git, Tree
from golden_paths.locks import MANIFESTS
from golden_paths.ownership import Ownership
from golden_paths.project import ANSWERS_FILE, Refused


class Standing(StrEnum):
    """How a file of the template meets the repository."""

    NEW = "new"
    EQUAL = "equal"
    DIFFERENT = "different"
    LEFT_OUT = "left-out"


class Choice(StrEnum):
    """What a person decided about a different file."""

    TAKE = "take"
    KEEP = "keep"
    MERGE = "merge"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class File:
    """One file of the template.

    owner: whose it would be: `managed`, `seed-once`, `kept` or `extension`. added, removed: lines that only the
    template's has, and only yours; None of a binary file. means: what it means that yours stays.
    """

    path: str
    standing: Standing
    owner: str
    choice: Choice | None = None
    added: int | None = None
    removed: int | None = None
    means: str = ""

    def as_json(self) -> dict[str, object]:
        """For machines: the same."""
        return asdict(self)


@dataclass(frozen=True)
class Choices:
    """The files of which a person decided: take the template's, keep one's own, or merge both.

    show: those of which somebody only wants to see the template's.
    """

    take: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    merge: tuple[str, ...] = ()
    show: tuple[str, ...] = ()

    def of(self, path: str) -> Choice:
        """What holds for a path."""
        if path in (*self.take, *self.show):
            return Choice.TAKE
        if path in self.merge:
            return Choice.MERGE
        return Choice.KEEP if path in self.keep else Choice.UNDECIDED


def compared(git: Git, mine: Tree, target: Tree, owners: Ownership, choices: Choices) -> list[File]:
    """Every file of the rendering `target`, in the order of its path, beside those of the repository."""
    changed = _changed_lines(git, mine, target)
    files = []
    for path in sorted(target.keys() - {ANSWERS_FILE}):
        owner = owners.owner(path)
        if path not in mine:
            files.append(_new(path, owner, mine, target, choices))
        elif mine[path].blob == target[path].blob:
            files.append(File(path, Standing.EQUAL, owner))
        else:
            added, removed = changed.get(path, (None, None))
            choice, means = choices.of(path), meaning_of(path, owner)
            files.append(File(path, Standing.DIFFERENT, owner, choice, added, removed, means))
    _refuse_what_is_not_different(files, choices)
    _refuse_what_cannot_be_shown(files, choices)
    return files


def _new(path: str, owner: str, mine: Tree, target: Tree, choices: Choices) -> File:
    """A lock of a manifest that stays the team's would lock something else."""
    name = PurePosixPath(path).name
    manifest = str(PurePosixPath(path).with_name(MANIFESTS.get(name, name)))
    is_the_teams = manifest in mine and manifest in target and mine[manifest].blob != target[manifest].blob
    if manifest == path or not is_the_teams or choices.of(manifest) in (Choice.TAKE, Choice.MERGE):
        return File(path, Standing.NEW, owner)
    return File(path, Standing.LEFT_OUT, owner, means=f"it locks the template's {manifest}, and yours stays")


def _changed_lines(git: Git, mine: Tree, target: Tree) -> dict[str, tuple[int, int]]:
    """How many lines only the template's and only the repository's file has, by path; nothing of binary files."""
    both = {path for path in target if path in mine and mine[path].blob != target[path].blob}
    return {path: lines for path in sorted(both) if (lines := _numbers(git, mine[path].blob, target[path].blob))}


def _numbers(git: Git, before: str, after: str) -> tuple[int, int] | None:
    told = git.run("diff", "--numstat", before, after).split()
    return (int(told[0]), int(told[1])) if told and told[0] != b"-" else None


def _refuse_what_is_not_different(files: Iterable[File], choices: Choices) -> None:
    different = {file.path for file in files if file.standing is Standing.DIFFERENT}
    for option, paths in (("--take", choices.take), ("--keep", choices.keep), ("--merge", choices.merge)):
        for path in paths:
            if path not in different:
                listed = ", ".join(sorted(different)) or "none"
                raise Refused(f"{option} {path}: this is no file that differs from the template's; these are: {listed}")
    for path in sorted(different):
        if twice := [name for name, paths in _named(choices) if path in paths][1:]:
            raise Refused(f"{path} is named by two of --take, --keep and --merge (last by --{twice[0]}): name one.")


def _refuse_what_cannot_be_shown(files: Iterable[File], choices: Choices) -> None:
    there = {file.path: file for file in files}
    for path in choices.show:
        if path not in there:
            raise Refused(f"--show {path}: the template has no such file. Without --show its files are listed.")
        if there[path].standing is Standing.EQUAL:
            raise Refused(f"--show {path}: yours is the same as the template's, so there is no difference to show.")
        if there[path].standing is Standing.LEFT_OUT:
            raise Refused(f"--show {path}: it is left out, because {there[path].means}.")


def _named(choices: Choices) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from (("take", choices.take), ("keep", choices.keep), ("merge", choices.merge))
