"""What the builds and `make check` need of the memory of the machine that the template names for them.

Without caches, as in CodeBuild. The types are also checked as they were before: with all services of the CDK.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.figures import Figure, run
from benchmarks.template import copy

ARCHITECTURES = ("serverless", "containers")
# MiB by compute type. Source: AWS CodeBuild user guide, "Build environment compute modes and types".
MACHINES = {"SMALL": 4096, "MEDIUM": 8192, "LARGE": 16384}
MOST, AGAINST_ALL = 2048, 0.6
CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache")
EVERY_SECONDS = 0.1
# The audit needs the network, and pip's memory is not ours.
COMMANDS = {"Quality": ["make", "lint", "type"], "Test": ["make", "unit", "infrastructure"], "all": ["make", "check"]}


def measure() -> Iterator[Figure]:
    """For each architecture the most memory of all processes of a command at one time, in MiB."""
    with TemporaryDirectory() as scratch:
        for architecture in ARCHITECTURES:
            repository = copy(Path(scratch) / architecture, {"architecture": architecture})
            for command in (["git", "init", "--quiet"], ["git", "add", "--all"], ["make", "install"]):
                run(command, cwd=repository)
            yield from _of(architecture, repository)


def _of(architecture: str, repository: Path) -> Iterator[Figure]:
    written = (repository / "pipeline" / "build_project.py").read_text("utf-8")
    machine = re.findall(r"ComputeType\.(\w+)", written)[0]
    for name, command in COMMANDS.items():
        yield Figure(
            f"{architecture}: memory of `{' '.join(command)}` ({name})", _peak(command, repository), MOST, "MiB"
        )
    yield Figure(f"  the machine, {machine}, has", MACHINES[machine], unit="MiB")
    everything = repository / "everything.toml"
    text = (repository / "pyproject.toml").read_text("utf-8")
    everything.write_text(text.replace('follow_imports = "skip"', 'follow_imports = "normal"'), encoding="utf-8")
    python = str(repository / ".venv" / "bin" / "python")
    ours = _peak([python, "-m", "mypy"], repository)
    theirs = _peak([python, "-m", "mypy", "--config-file", everything.name], repository)
    yield Figure("  types against all of the CDK", ours / theirs, AGAINST_ALL)
    yield Figure("  which takes", theirs, unit="MiB")


def _peak(command: Sequence[str], cwd: Path) -> float:
    """MiB, each page that processes share counted once. Raises subprocess.CalledProcessError: the command failed."""
    for cache in CACHES:
        shutil.rmtree(cwd / cache, ignore_errors=True)
    most = 0
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=sys.stderr) as process:
        while process.poll() is None:
            most = max(most, sum(_size(each) for each in _tree(process.pid)))
            time.sleep(EVERY_SECONDS)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most / 2**20


def _tree(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _size(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
