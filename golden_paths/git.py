"""The git that this program needs: trees of files, without touching anybody's work tree or index."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from golden_paths.surroundings import surroundings

# An author of our own for commits that nobody sees, whatever this machine is configured for; no hooks, and no monitor
# that says which files changed.
SETTINGS = (
    *("-c", "user.name=golden-paths", "-c", "user.email=golden-paths@localhost", "-c", "commit.gpgsign=false"),
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.quotePath=false", "-c", "core.safecrlf=false"),
    *("-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"),
)
SUBMODULE = "160000"
SYMBOLIC_LINK = "120000"
SECONDS_TO_END = 5


class GitError(Exception):
    """git refused; the message is what it said."""


@dataclass(frozen=True)
class Entry:
    """A file as git stores it: its mode (`100644`, `100755`, `120000`) and the name of its content."""

    mode: str
    blob: str


Tree = Mapping[str, Entry]


class Git:
    """git in one folder.

    environment: variables for each call, beside those of the shell.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._environment = dict(environment or {})

    def run(
        self,
        *arguments: str,
        given: bytes = b"",
        environment: Mapping[str, str] | None = None,
        check: bool = True,
        accept: tuple[int, ...] = (0,),
    ) -> bytes:
        """What `git <arguments>` prints. Raises GitError when it ends with another code than `accept`, if `check`."""
        command = ["git", *SETTINGS, *arguments]
        variables = surroundings({**self._environment, **(environment or {})})
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=self.folder, env=variables, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            try:
                output, errors = process.communicate(given)
            except BaseException:
                _end(process)
                raise
        if check and process.returncode not in accept:
            raise GitError(_said(arguments[0], process.returncode, errors))
        return output

    def line(self, *arguments: str) -> str:
        """The one line that `git <arguments>` prints."""
        return os.fsdecode(self.run(*arguments)).removesuffix("\n")

    def names(
        self, *arguments: str, environment: Mapping[str, str] | None = None, accept: tuple[int, ...] = (0,)
    ) -> list[str]:
        """The paths that `git <arguments>` prints between null bytes."""
        told = self.run(*arguments, environment=environment, accept=accept)
        return [os.fsdecode(name) for name in told.split(b"\0") if name]

    def tree(self, commit: str) -> dict[str, Entry]:
        """Every file of a commit or tree, by path."""
        found = {}
        for record in self.names("ls-tree", "-r", "-z", "--full-tree", commit):
            about, _, path = record.partition("\t")
            mode, _, blob = about.split(" ")
            found[path] = Entry(mode, blob)
        return found

    def read(self, entry: Entry) -> bytes:
        """The content of a file; of a submodule the commit that it is at."""
        return entry.blob.encode() if entry.mode == SUBMODULE else self.run("cat-file", "blob", entry.blob)

    def path(self, name: str) -> Path:
        """Where git keeps something of its own, for example `index` or `MERGE_HEAD`."""
        return self.folder / self.line("rev-parse", "--git-path", name)

    def paths(self, *names: str) -> list[Path]:
        """The same for several, from one call of git."""
        told = self.line("rev-parse", *(word for name in names for word in ("--git-path", name))).split("\n")
        # A folder may have a line end in its name.
        return [self.folder / path for path in told] if len(told) == len(names) else [self.path(name) for name in names]


def records(files: Tree) -> bytes:
    """`files` as `git update-index -z --index-info` reads them."""
    return b"".join(os.fsencode(f"{each.mode} {each.blob}\t{path}") + b"\0" for path, each in files.items())


def listed(paths: list[str]) -> bytes:
    """Paths as git reads them from its input with `-z`."""
    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let git clear up behind itself, if it does so in time."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()


def _said(command: str, code: int, errors: bytes) -> str:
    told = " ".join(errors.decode(errors="replace").split())
    if code < 0:
        return f"git {command} was ended by signal {-code}"
    return told or f"git {command} failed with exit code {code}"
