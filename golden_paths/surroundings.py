"""What programs that this one starts see of the shell: nothing that points git to another repository."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from plumbum import local

# git sets these for hooks and `git rebase --exec`, tools for bare repositories and partial commits. Here the repository
# is always the folder's own.
OF_ANOTHER_REPOSITORY = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_NAMESPACE"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE"),
    *("GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX", "GIT_ATTR_SOURCE"),
    *("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_DEFAULT_HASH", "GIT_LITERAL_PATHSPECS", "GIT_ICASE_PATHSPECS"),
)
# What a machine, its user and a shell configure for git, given to a git that works on scratch data only.
NEUTRAL = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "0",
    "GIT_CONFIG_PARAMETERS": "",
}


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for git: that of the shell without another repository, and `more`."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_ANOTHER_REPOSITORY}
    # `git status` and its like write the index by the way, unless they are told not to.
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", **(more or {})}


def pointing_elsewhere() -> str:
    """The first variable of the shell that points git to another repository, or nothing."""
    return next((name for name in OF_ANOTHER_REPOSITORY if name in os.environ), "")


def as_variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings of git as variables, in place of those that the shell gives it in this way."""
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return variables


@contextmanager
def neutral_copier() -> Iterator[None]:
    """Let copier's git see nothing of what this machine configures."""
    # Copier starts git with the environment that plumbum read when it was imported, so os.environ is too late.
    with local.env(**surroundings(NEUTRAL)):
        for name in OF_ANOTHER_REPOSITORY:
            local.env.pop(name, "")
        yield


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder, gone afterwards even where a program that was stopped still writes into it."""
    folder = Path(tempfile.mkdtemp(prefix="golden-paths-"))
    try:
        yield folder
    finally:
        for _attempt in range(20):
            rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.05)
