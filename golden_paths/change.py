"""A change of a repository that is worked out and not yet done: an update, or an adoption."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from golden_paths.git import Tree

GO_BACK = "git reset --hard"
NOT_RECORDED = f"The new version is not recorded. See to that, then bring everything back: {GO_BACK}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is written into a repository.

    head: the commit that it is for, with the files `mine`. objects: the contents of `files` that the repository lacks.
    unmerged: git's three versions of each file with conflict markers.
    """

    head: str
    mine: Tree
    files: Tree
    unmerged: tuple[str, ...]
    objects: bytes

    what: ClassVar[str] = "update"
    # What to do where a part of it is written, and could not be taken back.
    half_done: ClassVar[str] = f"See to that, then bring everything back: {GO_BACK}"

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


def lacking(files: Tree, mine: Tree, unmerged: Iterable[str]) -> set[str]:
    """The contents that a change may bring into a repository: it may have them already."""
    written = {entry.blob for path, entry in files.items() if mine.get(path) != entry}
    return written | {record.split(" ")[1] for record in unmerged}
