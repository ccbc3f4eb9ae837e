"""A repository that nobody sees: it borrows the user's objects, and leaves the user's own repository as it is.

No filter, merge driver, hook, signature, attribute or work tree of the user plays a part in it.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from golden_paths.git import Entry, Git, Tree, records
from golden_paths.project import Refused
from golden_paths.surroundings import NEUTRAL, as_variables, scratch_folder

# Nothing that git would otherwise look for in the user's home.
UNCONFIGURED = {"core.attributesFile": os.devnull, "core.excludesFile": os.devnull, "core.autocrlf": "false"}
MERGE = {"merge.directoryRenames": "false", "merge.conflictStyle": "merge", "merge.renames": "true"}
OLDEST_GIT = (2, 38)  # the first with `git merge-tree --write-tree`


class Scratch(Git):
    """git in a scratch repository."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        super().__init__(folder, environment)
        self._trees: dict[frozenset[tuple[str, Entry]], str] = {}

    def write_tree(self, files: Tree) -> str:
        """The name of a tree with exactly these files."""
        exactly = frozenset(files.items())
        if exactly not in self._trees:
            self._trees[exactly] = self._written(files)
        return self._trees[exactly]

    def _written(self, files: Tree) -> str:
        with scratch_folder() as folder:
            index = {"GIT_INDEX_FILE": str(folder / "index")}
            self.run("update-index", "-z", "--index-info", given=records(files), environment=index)
            # Files that the user's repository never fetched (a partial clone) are part of a tree all the same.
            return self.run("write-tree", "--missing-ok", environment=index).decode().strip()

    def import_folder(self, folder: Path) -> dict[str, Entry]:
        """Every file below `folder`, ignored ones too, as a repository with its `.gitattributes` would store it."""
        with scratch_folder() as scratch:
            there = {"GIT_INDEX_FILE": str(scratch / "index"), "GIT_WORK_TREE": str(folder)}
            where = Git(folder, {**self._environment, **there, "GIT_DIR": str(self.folder)})
            where.run("add", "--all", "--force", ".")
            return self.tree(where.line("write-tree"))

    def commit(self, tree: str, *parents: str) -> str:
        """The name of a commit of `tree`."""
        arguments = [argument for parent in parents for argument in ("-p", parent)]
        return self.line("commit-tree", tree, *arguments, "-m", "golden-paths")

    def store(self, content: bytes) -> str:
        """The name of a content, which is kept."""
        return self.run("hash-object", "-w", "--stdin", "--no-filters", given=content).decode().strip()

    def merge(self, mine: str, new: str, *, label: str) -> tuple[dict[str, Entry], dict[str, list[str]]]:
        """The files after a merge of two commits, with markers, and git's records of each file that has them.

        label: what the markers call the side of `new`.
        """
        # A version may be any name of a commit, such as HEAD~1, and few of these are names of branches.
        theirs = "-".join(re.findall(r"[\w+]+(?:\.[\w+]+)*", label, re.ASCII)).removesuffix(".lock")
        self.run("update-ref", "refs/heads/yours", mine)
        self.run("update-ref", f"refs/heads/{theirs}", new)
        told = self.names("merge-tree", "--write-tree", "-z", "--no-messages", "yours", theirs, accept=(0, 1))
        unmerged: dict[str, list[str]] = {}
        for record in told[1:]:
            unmerged.setdefault(record.partition("\t")[2], []).append(record)
        return self.tree(told[0]), unmerged

    def renames(self, before: str, after: str) -> Iterator[tuple[str, str]]:
        """Every file that has another name in `after`: the old and the new one."""
        fields = iter(self.names("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", before, after))
        for _status in fields:
            yield next(fields), next(fields)

    def pack(self, blobs: set[str]) -> bytes:
        """These contents, as `unpack-objects` reads them."""
        return self.run("pack-objects", "--stdout", "--quiet", given="".join(f"{blob}\n" for blob in blobs).encode())

    def difference(self, before: str, after: Tree) -> bytes:
        """The files that differ, as `git diff` shows them."""
        return self.run("diff-tree", "-p", "-M", before, self.write_tree(after))


@contextmanager
def scratch_of(git: Git) -> Iterator[Scratch]:
    """A scratch repository beside the user's, which it can read. Raises Refused where git is too old."""
    refuse_an_old_git(git)
    with scratch_folder() as folder:
        objects = git.path("objects").resolve()
        form = f"--object-format={git.line('rev-parse', '--show-object-format')}"
        Git(folder, NEUTRAL).run("init", "--bare", "--quiet", "--template=", form, "merge")
        (folder / "merge" / "objects" / "info").mkdir(exist_ok=True)
        (folder / "merge" / "objects" / "info" / "alternates").write_bytes(os.fsencode(objects) + b"\n")
        settings = {**UNCONFIGURED, **MERGE}
        yield Scratch(folder / "merge", {**NEUTRAL, **as_variables(settings)})


def refuse_an_old_git(git: Git) -> None:
    """Raises Refused where git has no merge without a work tree."""
    told = git.line("version")
    found = re.search(r"(\d+)\.(\d+)", told)
    if found and (int(found[1]), int(found[2])) < OLDEST_GIT:
        needed = ".".join(str(part) for part in OLDEST_GIT)
        raise Refused(f"git {needed} or newer is needed, and this is {told}: install a newer git.")
