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
    written = git.read(mine[FILE]).decode(errors="replace").splitlines()
    return Ownership(seed_once=tuple(line for line in written if line.strip() and not line.startswith("#")))


def written_list(paths: Iterable[str]) -> bytes:
    """The list that names exactly these paths."""
    return (HEAD + "".join(f"/{_literal(path)}\n" for path in sorted(paths))).encode()


def changed_beside(own: Ownership, base: Tree, target: Tree) -> Iterator[Finding]:
    """A finding for each file of the list that the template changed from `base` to `target`."""
    for path in sorted(target):
        if base.get(path) != target[path] and own.owner(path) == "seed-once":
            yield Finding(Kind.OWN, path)


def _literal(path: str) -> str:
    return re.sub(r"([\\*?\[\]!#])", r"\\\1", path)
