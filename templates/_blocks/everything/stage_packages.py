"""Puts what the stages after Build import into a folder of the artifact: `python stage_packages.py dist/packages`.

So no package index decides whether a release, a repair or a rollback can be deployed. The packages are those of the
group `stages` in pyproject.toml, as uv.lock names them, by digest. They fit the Python that runs this, and need no
installation: a stage names the folder in PYTHONPATH.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from environments import ENVIRONMENTS

UV = [sys.executable, "-m", "uv"]
GROUP = "stages"
# What the buildspecs of those stages run, beside the suites.
PROGRAMS = tuple(f"pipeline.actions.{name}" for name in ("deploy", "quiet", "review", "verify"))
NO_TESTS = 5


def main(folder: Path) -> int:
    """Fill `folder`, whose former content is removed, and try it; returns the exit code, and says what is missing."""
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        wanted = str(Path(scratch) / "requirements.txt")
        lock = ["export", "--frozen", "--quiet", "--only-group", GROUP, "--no-emit-project", "--output-file", wanted]
        install = ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        for arguments in (lock, [*install, "--target", str(folder), "--requirement", wanted]):
            if failed := subprocess.run([*UV, *arguments], check=False).returncode:  # noqa: S603 - our arguments
                return failed
    # Scripts hold the path of the Python that installed them.
    shutil.rmtree(folder / "bin", ignore_errors=True)
    problems = list(missing(folder))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


def missing(folder: Path) -> Iterator[str]:
    """A sentence for each thing that a stage after Build could not even begin with these packages alone."""
    for program in PROGRAMS:
        tried = _alone(folder, "-c", f"import {program}")
        if tried.returncode:
            yield f"{tried.stdout}\n{program} cannot run after Build: what it imports is not in the group {GROUP}."
    for suite in sorted({suite for environment in ENVIRONMENTS for suite in environment.suites}):
        collect = ["-m", "pytest", f"tests/{suite}", "--collect-only", "--quiet", "-p", "no:cacheprovider"]
        tried = _alone(folder, *collect)
        if tried.returncode not in (0, NO_TESTS):
            yield (
                f"{tried.stdout}\ntests/{suite} cannot run after Build. Where it imports a package that the group "
                f"{GROUP} lacks, add it, for example: {sys.executable} -m uv add --group {GROUP} websockets"
            )


def _alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python without any package but those in `folder`, as a stage runs it; -S leaves out what is installed here."""
    return subprocess.run(  # noqa: S603 - our arguments
        [sys.executable, "-S", *arguments],
        env={**os.environ, "PYTHONPATH": str(folder.resolve()), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
