"""Runs the tools of rendered repositories with the packages of this one: nothing is installed for a test."""

import contextlib
import functools
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from exports import ROOT, scratch
from rendering import examples, render

# A rendered repository chooses its own Node and finds its own modules; its make is not a part of ours.
NOT_THEIRS = {"JSII_NODE", "PYTHONPATH", "PYTEST_ADDOPTS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


@functools.cache
def workspace(example: str) -> Path:
    """A copy of this example for tools that leave files behind. Its own files stay as they are."""
    return shutil.copytree(render(examples()[example]), scratch() / "examples" / example)


def environment(**more: str) -> dict[str, str]:
    """The variables that a tool of a rendered repository sees."""
    return {**{name: value for name, value in os.environ.items() if name not in NOT_THEIRS}, **more}


def run(folder: Path, *command: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python COMMAND` in `folder`; stdout and stderr come back as one text, in the order a person sees it."""
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


def with_mypy_cache() -> dict[str, str]:
    """The variable that lets mypy find the types of the CDK, most of its work, as an earlier run left them."""
    # A copy for each process, since two must not write into one.
    mine = scratch() / "mypy"
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


def _kept() -> Path:
    return ROOT / ".mypy_cache" / hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
