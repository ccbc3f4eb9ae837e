"""The promise: after an update every line that a user added is in the work tree, or named.

It compares three trees of files: what the template rendered before (`base`), what the user made of it (`mine`), and
what an update left (`result`). It does not know how the update was made.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from golden_paths.git import SUBMODULE, SYMBOLIC_LINK, Entry, Git, Tree


@dataclass(frozen=True)
class Trees:
    """The three trees, and the git that has their contents.

    moved: where the user moved a rendered file, new path → old path. renamed: where the template did, old → new.
    """

    git: Git
    base: Tree
    mine: Tree
    result: Tree
    moved: Mapping[str, str]
    renamed: Mapping[str, str]

    def changed_by_user(self) -> list[str]:
        """Every path that the user made or changed."""
        return sorted(path for path, mine in self.mine.items() if self.base.get(path) != mine)

    def before(self, path: str) -> Entry | None:
        """What the template had rendered where the user now has `path`."""
        return self.base.get(path) or self.base.get(self.moved.get(path, ""))

    def keeps(self, path: str, *, at: str = "") -> bool:
        """Whether `result` has at `at` (by default where it was) every line that the user added to `path`."""
        mine, now = self.mine[path], self.result.get(at or path)
        if mine == now:
            return True
        if (
            now is None
            or SUBMODULE in (mine.mode, now.mode)
            or (mine.mode == SYMBOLIC_LINK) != (now.mode == SYMBOLIC_LINK)
        ):
            return False
        if mine.blob == now.blob:
            return True
        before = self.before(path)
        old = self.git.read(before) if before else b""
        return not added_lines(old, self.git.read(mine)) - lines(self.git.read(now))


def is_binary(content: bytes) -> bool:
    """As git decides it."""
    return b"\0" in content[:8000]


def lines(content: bytes) -> Counter[bytes]:
    """How often each line occurs, without its end; a binary file is one line."""
    return Counter([content] if is_binary(content) else content.splitlines())


def added_lines(before: bytes, after: bytes) -> Counter[bytes]:
    """The lines that `after` has and `before` has not, or has less often."""
    return lines(after) - lines(before)
