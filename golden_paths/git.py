"""The git that this program needs: trees of files, without touching anybody's work tree or index."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# An author of our own for commits that nobody sees, whatever this machine is configured for, and no hooks.
SETTINGS = (
    *("-c", "user.name=golden-paths", "-c", "user.email=golden-paths@localhost", "-c", "commit.gpgsign=false"),
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false", "-c", "core.safecrlf=false"),
)
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class GitError(Exception):
    """git refused; the message is what it said."""


@dataclass(frozen=True)
class Entry:
    """A file as git stores it: its mode (`100644`, `100755`, `120000`) and the name of its content."""

    mode: str
    blob: str


Tree = Mapping[str, Entry]


class Git:
    """git in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(
        self, *arguments: str, given: bytes = b"", environment: Mapping[str, str] | None = None, check: bool = True
    ) -> bytes:
        """What `git <arguments>` prints. Raises GitError when it fails, unless `check` is false."""
        done = subprocess.run(
            ["git", *SETTINGS, *arguments],
            cwd=self.folder,
            input=given,
            capture_output=True,
            env={**os.environ, **(environment or {})},
            check=False,
        )
        if check and done.returncode:
            raise GitError(done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed")
        return done.stdout

    def line(self, *arguments: str) -> str:
        """The one line that `git <arguments>` prints."""
        return self.run(*arguments).decode().strip()

    def names(self, *arguments: str) -> list[str]:
        """The paths that `git <arguments>` prints between null bytes."""
        return [os.fsdecode(name) for name in self.run(*arguments).split(b"\0") if name]

    def tree(self, commit: str) -> dict[str, Entry]:
        """Every file of a commit or tree, by path."""
        found = {}
        for record in self.names("ls-tree", "-r", "-z", commit):
            about, _, path = record.partition("\t")
            mode, _, blob = about.split(" ")
            found[path] = Entry(mode, blob)
        return found

    def read(self, entry: Entry) -> bytes:
        """The content of a file."""
        return self.run("cat-file", "blob", entry.blob)

    def write_tree(self, files: Tree) -> str:
        """The name of a tree with exactly these files."""
        records = b"".join(os.fsencode(f"{each.mode} {each.blob}\t{path}") + b"\0" for path, each in files.items())
        with self._index() as index:
            self.run("update-index", "-z", "--index-info", given=records, environment=index)
            return self.run("write-tree", environment=index).decode().strip()

    def import_folder(self, folder: Path) -> dict[str, Entry]:
        """Every file below `folder`, ignored ones too, as this repository would store it."""
        with self._index() as index:
            self.run("--work-tree", str(folder), "add", "--all", "--force", ".", environment=index)
            return self.tree(self.run("write-tree", environment=index).decode().strip())

    def commit(self, tree: str, *parents: str) -> str:
        """The name of a commit that no branch knows."""
        arguments = [argument for parent in parents for argument in ("-p", parent)]
        return self.line("commit-tree", tree, *arguments, "-m", "golden-paths")

    @contextmanager
    def worktree(self, commit: str) -> Iterator["Git"]:
        """A work tree of its own at `commit`, removed afterwards."""
        self.run("worktree", "prune")
        with tempfile.TemporaryDirectory(prefix="golden-paths-") as scratch:
            folder = Path(scratch) / "worktree"
            self.run("worktree", "add", "--quiet", "--detach", str(folder), commit)
            try:
                yield Git(folder)
            finally:
                self.run("worktree", "remove", "--force", str(folder), check=False)

    @contextmanager
    def _index(self) -> Iterator[dict[str, str]]:
        with tempfile.TemporaryDirectory(prefix="golden-paths-") as scratch:
            yield {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
