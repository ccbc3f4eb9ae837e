"""Files that a repository keeps as its own, although the template has a file of the same name."""

import re
from collections.abc import Iterable, Iterator

from golden_paths.findings import Finding, Kind
from golden_paths.git import Git, Tree
from golden_paths.ownership import Ownership

FILE = ".golden-paths-own"
HEAD = """\
# Files of the team in the place of files of the template, one a line. An update leaves them as they are, and says when
# the template's has changed. Where a file holds what the template's has, delete its line: from then on it is merged.
"""


def own_files(git: Git, mine: Tree) -> Ownership:
    """What the list in a repository with the files `mine` names, as files of the team from the first copy on."""
    if FILE not in mine:
        return Ownership()
    return Ownership(seed_once=tuple(lines_of(git.read(mine[FILE]))))


def written_list(paths: Iterable[str], *, before: bytes = b"", without: Iterable[str] = ()) -> bytes:
    """The list that names these paths.

    before: a list that is there already: its other lines stay. without: paths whose lines go from it.
    """
    kept = before.decode(errors="surrogateescape").splitlines(keepends=True) if before else [HEAD]
    gone = {line_of(path) for path in without}
    text = "".join(line for line in kept if line.strip() not in gone)
    there = {line.strip() for line in kept}
    text += "\n" if text and not text.endswith("\n") else ""
    new = "".join(f"{line_of(path)}\n" for path in sorted(paths) if line_of(path) not in there)
    return (text + new).encode(errors="surrogateescape")


def lines_of(written: bytes) -> list[str]:
    """What a list says, without its comments."""
    found = written.decode(errors="replace").splitlines()
    return [line for line in found if line.strip() and not line.startswith("#")]


def line_of(path: str) -> str:
    """The line that names exactly this path."""
    return f"/{_literal(path)}"


def changed_beside(own: Ownership, base: Tree, target: Tree) -> Iterator[Finding]:
    """A finding for each file of the list that the template changed from `base` to `target`."""
    for path in sorted(target):
        if base.get(path) != target[path] and own.owner(path) == "seed-once":
            yield Finding(Kind.OWN, path)


def _literal(path: str) -> str:
    return re.sub(r"([\\*?\[\]!#])", r"\\\1", path)
