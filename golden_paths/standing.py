"""What of the user stands where the template would put a file."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from golden_paths.git import SUBMODULE, SYMBOLIC_LINK, Entry, Tree


@dataclass(frozen=True)
class Standing:
    """What a user has beside the files that take part in a merge.

    own: files of the repository that are the user's from the first copy on.
    folder: the work tree, where git may ignore a file; None where only what is committed counts.
    """

    own: Tree = field(default_factory=dict)
    folder: Path | None = None

    def is_in_the_way(self, path: str, *, base: Tree, mine: Tree) -> bool:
        """Whether something of the user is at `path`, where it needs a folder, or below it."""

        def is_the_users(other: str) -> bool:
            return other in self.own or (other in mine and mine[other] != base.get(other))

        known = {**mine, **self.own}
        if any(is_the_users(parent) for parent in parents(path)):
            return True
        if any(other.startswith(f"{path}/") and is_the_users(other) for other in known):
            return True
        return self.folder is not None and path not in known and exists(self.folder, path, besides=known)


def is_other_kind(entry: Entry, others: Iterable[Entry | None]) -> bool:
    """Whether `entry` is a submodule or a link where the template has a file, or the other way round."""
    return entry.mode == SUBMODULE or any(
        other is not None and (entry.mode == SYMBOLIC_LINK) != (other.mode == SYMBOLIC_LINK) for other in others
    )


def parents(path: str) -> list[str]:
    """The folders above a path, the nearest first, without the top."""
    return [str(parent) for parent in PurePosixPath(path).parents][:-1]


def exists(folder: Path, path: str, *, besides: Tree) -> bool:
    """Whether there is something at `path` on the disk, or something other than a folder above it.

    besides: files that make room when they go.
    """
    here = folder / path
    if os.path.lexists(here):
        # A folder in which the template's own files are may become a file.
        return not here.is_dir() or here.is_symlink() or _holds_others(here, path, besides)
    above = [parent for parent in parents(path) if parent not in besides]
    return any((folder / parent).is_symlink() or (folder / parent).is_file() for parent in above)


def _holds_others(here: Path, path: str, besides: Tree) -> bool:
    return any(f"{path}/{name}" not in besides for name in _below(here))


def _below(here: Path) -> Iterator[str]:
    for where, folders, files in os.walk(here):
        for name in (*files, *folders):
            found = Path(where, name)
            if found.is_symlink() or not found.is_dir():
                yield found.relative_to(here).as_posix()


def without_clashes(files: Tree, mine: Tree) -> dict[str, Entry]:
    """`files` without what needs another file as its folder; where one of the two is the user's, it stays."""
    left = dict(files)
    for path in sorted(files):
        for parent in parents(path):
            if path in left and parent in left:
                del left[path if parent in mine else parent]
    return left
