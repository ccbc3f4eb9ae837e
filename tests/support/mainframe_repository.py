"""Runs what the targets of a mainframe repository run, with the packages of this one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from exports import BLOCKS, ROOT, template_files
from tools import run

FOLDER = Path("templates/mainframe-modernization")
BLOCKS_USED = (BLOCKS / "web",)
PATHS = (".", "workload/service/runtime")
CASES = ("--cases", "tests/equivalence/cases.yaml", "--programs", "build/cobol")
REPORTS = ("--report", "reports/equivalence.html", "--junit", "reports/equivalence.xml")
BUILD, ANALYSE, TEST = (("-m", "workload.cobol", command) for command in ("build", "analyse", "test"))
EQUIVALENCE = ("-m", "equivalence", *CASES, *REPORTS)
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-c", os.devnull, "--rootdir", ".")
PARTIALS = ROOT / "partials/pyproject/mainframe-modernization"


def copied(target: Path) -> Path:
    """The files of the architecture in `target`, without those that copier names, and what it has of blocks."""
    for path in template_files():
        for folder in (FOLDER, *BLOCKS_USED):
            if path.is_relative_to(folder) and path.suffix != ".jinja":
                place = target / path.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, place)
    # Those of the block run where containers have it.
    shutil.rmtree(target / "tests/unit/web", ignore_errors=True)
    return target


def locked(folder: Path) -> Path:
    """The same folder, with what its image is made of: a project and its lock, which uv asks PyPI for."""
    packages = (PARTIALS / "dependencies.toml").read_text("utf-8")
    project = '[project]\nname = "accounts"\nversion = "0"\nrequires-python = ">=3.11"\n'
    (folder / "pyproject.toml").write_text(f"{project}dependencies = [\n{packages}]\n", "utf-8")
    subprocess.run([sys.executable, "-m", "uv", "lock", "--quiet"], cwd=folder, check=True)
    return folder


def python(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python COMMAND` in this repository; stdout and stderr come back as one text."""
    return run(folder, *command, PYTHONPATH=os.pathsep.join(PATHS), PYTHONDONTWRITEBYTECODE="1", **variables)


def jcl(job: str, output: str) -> tuple[str, ...]:
    """What `make convert-jcl` runs for a job of jcl/."""
    return ("-m", "workload.jcl", f"jcl/{job}.jcl", "--procs", "jcl/proc", "--output", output)


def batch(job: str, datasets: Path, *more: str) -> tuple[str, ...]:
    """What `make run-job` runs: a whole job on data sets that are copied from the samples when they are not there."""
    return ("-m", "batch", "run", job, "--datasets", str(datasets), "--seed", "data/ebcdic", *more)
