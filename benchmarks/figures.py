"""Runs commands and says what they took."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# What points a tool at another environment than the one that is measured, or keeps Python from being warm.
_MISLEADING = {
    *("UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "PYTHONPATH", "JSII_NODE", "MAKEFLAGS", "MAKELEVEL"),
    "PYTHONDONTWRITEBYTECODE",
}
# Starts what is measured, from a process as small as Python can be: Linux counts the memory of the process that starts
# a command as the command's own, until the command has more. `python -m benchmarks` itself has 65 MiB.
_STARTER = """
import os, sys, time
told = int(sys.argv[1])
os.set_inheritable(told, False)
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
figures = (os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
os.write(told, " ".join(map(str, figures)).encode())
"""


@dataclass(frozen=True)
class Figure:
    """One measured value and what it may be at most, both in `unit`.

    limit: None for what depends on the machine alone, and is there to be read.
    """

    name: str
    value: float
    limit: float | None = None
    unit: str = ""

    @property
    def within(self) -> bool:
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f" at most {self.limit:g} {self.unit}"
        verdict = "" if self.within else "   ABOVE ITS LIMIT"
        return f"{self.name:<62}{self.value:>8.2f} {self.unit:<4}{limit}{verdict}".rstrip()


@dataclass(frozen=True)
class Run:
    """One finished command: seconds on the clock, those of the processor for it and all that it started, and the most
    memory that one of its processes had, in MiB."""

    seconds: float
    cpu_seconds: float
    mebibytes: float


def run(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run `command` in `cwd`. Raises OSError when it does not start, and subprocess.CalledProcessError, after it showed
    what it printed, when it fails."""
    clean = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    told, into = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _STARTER, str(into), *command],
        cwd=cwd,
        env={**clean, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(into,),
    ) as process:
        os.close(into)
        assert process.stdout is not None
        printed = process.stdout.read().decode(errors="replace")
    with open(told, encoding="ascii") as file:
        figures = file.read().split()
    if not figures:
        raise OSError(f"{command[0]} does not start: {printed.strip().rpartition(chr(10))[2]}")
    if code := int(figures.pop(0)):
        sys.stderr.write(printed[-4000:])
        raise subprocess.CalledProcessError(code, command)
    return Run(*map(float, figures))


def paired(times: int, *measured: Callable[[], Run]) -> list[list[Run]]:
    """The runs of each of `measured`, one after the other in turn, so that a slow minute hits all of them."""
    for each in measured:
        each()  # The first run fills the caches of the machine.
    return in_turn(times, *measured)


def in_turn(times: int, *measured: Callable[[], Run]) -> list[list[Run]]:
    """As `paired`, for what is warm already."""
    runs = [[each() for each in measured] for _ in range(times)]
    return [list(column) for column in zip(*runs, strict=True)]


def seconds(runs: Sequence[Run]) -> float:
    """The median time of several runs."""
    return median(run.seconds for run in runs)


def cpu_seconds(runs: Sequence[Run]) -> float:
    """The median time that several runs kept the processor busy."""
    return median(run.cpu_seconds for run in runs)
