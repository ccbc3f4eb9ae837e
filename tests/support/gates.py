"""Healthy repositories, and copies of them in which something is wrong, for `test_gates.py`."""

import functools
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from exports import scratch
from rendering import copy
from tools import environment, with_mypy_cache
from variants import VARIANTS

Change = Callable[[Path], None]
SAM = "tools/sam/.venv"
# Which files the gate for credentials has read, in 4 s of the processor: the rest of it takes 1 s.
CLEAN = "build/secrets.json"


@functools.cache
def healthy(variant: str) -> Path:
    """A repository with everything that its gates need. Copy it with `broken`, do not change it."""
    folder = copy(scratch() / "healthy" / variant, VARIANTS[variant])
    if variant == "serverless-sam":
        done = make(folder, "install-workload")
        assert done.returncode == 0, done.stdout
    # Stands for what `make package` builds.
    if variant == "serverless-cdk":
        shutil.copytree(folder / "workload/service/runtime", folder / "dist/function")
    if variant.startswith("network-functions"):
        shutil.copytree(folder / "workload/service/management", folder / "dist/management")
    return folder


def broken(variant: str, folder: Path, change: Change) -> Path:
    """A copy in `folder`, changed."""
    # A plain folder without git, as CodePipeline gives it to CodeBuild.
    shutil.copytree(healthy(variant), folder, ignore=shutil.ignore_patterns(".venv", "build", "*_cache"))
    if (installed := healthy(variant) / SAM).is_dir():
        (folder / SAM).symlink_to(installed)
    if (read := healthy(variant) / CLEAN).is_file():
        # Of what is changed nothing is remembered: it knows files by their content.
        (folder / CLEAN).parent.mkdir()
        shutil.copy(read, folder / CLEAN)
    change(folder)
    return folder


def make(
    folder: Path, *arguments: str, variables: dict[str, str] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run make in `folder` with the packages of this repository, which locks the same versions.

    variables: of the environment. more: variables of make.
    """
    # The stamps say that the environment is as new as the Makefile and the lock files, so that nothing is installed.
    stamps = scratch() / "bin"
    stamps.mkdir(exist_ok=True)
    for stamp in ("with-uv", "installed"):
        (stamps / stamp).touch()
    theirs = {"BIN": str(stamps), "PYTHON": sys.executable, **more}
    shared = with_mypy_cache() if "type" in arguments else {}
    return subprocess.run(
        ["make", *arguments, *(f"{name}={value}" for name, value in theirs.items())],
        cwd=folder,
        env=environment(**shared, **(variables or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@functools.cache
def is_green(variant: str, gate: str, pytest_options: str) -> str:
    """Nothing when `gate` is green in the healthy repository, else what it printed."""
    done = make(healthy(variant), gate, variables={"PYTEST_ADDOPTS": pytest_options})
    return done.stdout if done.returncode else ""


def write(path: str, text: str) -> Change:
    """Add a file."""

    def change(folder: Path) -> None:
        assert not (folder / path).exists()
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")

    return change


def replace(path: str, old: str, new: str) -> Change:
    """Change a file of the template."""

    def change(folder: Path) -> None:
        text = (folder / path).read_text("utf-8")
        assert old in text, f"{path} has no {old!r} any more: break it in another way"
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def remove(*paths: str) -> Change:
    """Remove folders."""

    def change(folder: Path) -> None:
        for path in paths:
            shutil.rmtree(folder / path)

    return change
