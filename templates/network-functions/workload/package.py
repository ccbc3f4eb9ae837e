"""Builds the code of the management API: `python -m workload.package` fills `dist/management`.

It runs on Python 3.14 on arm64, so wheels are chosen for that and not for this machine. Its parser of policies is that
of the function itself. `dist/requirements.txt` lists what the API and the image have of others: `make sbom` reads it.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from settings.failure import ActionFailed, exit_code

PROJECT = Path(__file__).parents[1]
# Each may hold more than one package, whatever they are called.
SOURCES = (PROJECT / "workload/service/management", PROJECT / "workload/service/runtime")
PACKAGE = PROJECT / "dist" / "management"
REQUIREMENTS = PROJECT / "dist" / "requirements.txt"
TARGET = ("--python-platform", "aarch64-manylinux2014", "--python-version", "3.14")
# They name the machine that installed them, and would make a new version of the same code.
OF_THIS_MACHINE = ("bin", ".lock", *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "uv_*")))


def build(package: Path = PACKAGE, *, sources: Sequence[Path] = SOURCES) -> None:
    """Fill `package`, of which nothing stays that was there before.

    Raises ActionFailed: a folder of `sources` has no code, or uv failed, for example since a library has no such wheel.
    """
    code = [each for source in sources for each in _packages(source)]
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir(parents=True)
    _uv("export", "--frozen", "--no-dev", "--no-emit-project", "--output-file", str(REQUIREMENTS))
    wheels = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", str(REQUIREMENTS))
    _uv("pip", "install", *TARGET, *wheels, "--target", str(package))
    for name in OF_THIS_MACHINE:
        for path in package.glob(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for each in code:
        shutil.copytree(each, package / each.name, ignore=shutil.ignore_patterns("__pycache__"))


def _packages(source: Path) -> Iterator[Path]:
    found = sorted(file.parent for file in source.glob("*/__init__.py"))
    if not found:
        raise ActionFailed(f"{source} has no package: a folder with an __init__.py is needed, for example policy_api.")
    yield from found


def _uv(*words: str) -> None:
    command = [sys.executable, "-m", "uv", *words, "--quiet"]
    code = subprocess.run(command, cwd=PROJECT, check=False).returncode  # noqa: S603 - our own words
    if code:
        raise ActionFailed(f"`uv {words[0]}` failed (exit code {code}): the lines above say why there is no package.")


if __name__ == "__main__":
    sys.exit(exit_code(build))
