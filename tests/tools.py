"""Runs the tools of rendered repositories with the packages of this one: nothing is installed for a test."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from exports import ROOT, scratch
from rendering import examples, render

# Shared by all renderings, and kept: most of the time of mypy goes into the CDK, which is the same in each of them.
MYPY_CACHE = ROOT / ".mypy_cache" / "renderings"
# A rendered repository chooses its own Node and finds its own modules; its make is not a part of ours.
NOT_THEIRS = {"JSII_NODE", "PYTHONPATH", "PYTEST_ADDOPTS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


@functools.cache
def workspace(example: str) -> Path:
    """A copy of this example for tools that leave files behind. Its own files stay as they are."""
    return shutil.copytree(render(examples()[example]), scratch() / "examples" / example)


def environment(**more: str) -> dict[str, str]:
    """The variables that a tool of a rendered repository sees."""
    machine = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    return {**machine, "MYPY_CACHE_DIR": str(MYPY_CACHE), **more}


def run(folder: Path, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python COMMAND` in `folder`; stdout and stderr come back as one text, in the order a person sees it."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment(),
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
