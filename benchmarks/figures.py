"""Runs commands and says what they took."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# What points a tool at another environment than the one that is measured, or keeps Python from being warm.
_MISLEADING = {
    *("UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "PYTHONPATH", "JSII_NODE", "MAKEFLAGS", "MAKELEVEL"),
    "PYTHONDONTWRITEBYTECODE",
}


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
    """Run `command` in `cwd`. Raises subprocess.CalledProcessError, and shows what it printed, when it fails."""
    clean = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**clean, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.stderr.write(printed.decode(errors="replace")[-4000:])
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


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
