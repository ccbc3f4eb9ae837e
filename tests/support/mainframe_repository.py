"""Runs what the targets of a mainframe repository run, with the packages of this one."""

import os
import subprocess
from pathlib import Path

from rendering import copy
from tools import run

MAINFRAME = {"architecture": "mainframe-modernization"}
PATHS = (".", "workload/service/runtime")
CASES = ("--cases", "tests/equivalence/cases.yaml", "--programs", "build/cobol")
REPORTS = ("--report", "reports/equivalence.html", "--junit", "reports/equivalence.xml")
BUILD, ANALYSE, TEST = (("-m", "workload.cobol", command) for command in ("build", "analyse", "test"))
EQUIVALENCE = ("-m", "equivalence", *CASES, *REPORTS)
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


def copied(target: Path) -> Path:
    """A repository with the default answers in `target`."""
    return copy(target, MAINFRAME)


def python(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python COMMAND` in this repository; stdout and stderr come back as one text."""
    return run(folder, *command, PYTHONPATH=os.pathsep.join(PATHS), PYTHONDONTWRITEBYTECODE="1", **variables)


def jcl(job: str, output: str) -> tuple[str, ...]:
    """What `make convert-jcl` runs for a job of jcl/."""
    return ("-m", "workload.jcl", f"jcl/{job}.jcl", "--procs", "jcl/proc", "--output", output)


def batch(job: str, datasets: Path, *more: str) -> tuple[str, ...]:
    """What `make run-job` runs: a whole job on data sets that are copied from the samples when they are not there."""
    return ("-m", "batch", "run", job, "--datasets", str(datasets), "--seed", "data/ebcdic", *more)
