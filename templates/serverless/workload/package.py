"""Builds the deployment package of the functions: `python -m workload.package [FOLDER]`, by default `dist/function`.

It holds the packages in `service/runtime` and the wheels that `uv.lock` names for them, chosen for where they will
run (Python 3.13 on arm64) and not for the machine that builds. No compiler and no docker are needed: a library
without such a wheel is refused.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent
# Whatever the packages in it are called: they are the team's.
SOURCE = PROJECT / "workload" / "service" / "runtime"
PACKAGE = PROJECT / "dist" / "function"
# What is in the package, by name and digest: the bill of materials is made from it.
REQUIREMENTS = PROJECT / "dist" / "requirements.txt"
PYTHON_VERSION = "3.13"
PLATFORM = "aarch64-manylinux2014"


class PackageError(Exception):
    """The package could not be built or would not run; the message says which library and why."""


def build(folder: Path) -> None:
    """Build the package in `folder`, whose former content is removed.

    Raises PackageError: there is no code, or a wheel would not run on arm64.
    Raises subprocess.CalledProcessError: uv failed, and said why.
    """
    code = packages()
    shutil.rmtree(folder, ignore_errors=True)
    REQUIREMENTS.parent.mkdir(exist_ok=True)
    lock = ["export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--output-file", str(REQUIREMENTS)]
    install = ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    target = ["--python-platform", PLATFORM, "--python-version", PYTHON_VERSION, "--target", str(folder)]
    for arguments in (lock, [*install, *target, "--requirement", str(REQUIREMENTS)]):
        subprocess.run([sys.executable, "-m", "uv", *arguments], cwd=PROJECT, check=True)  # noqa: S603 - our arguments
    _remove_what_differs_between_machines(folder)
    for package in code:
        shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    require_arm64(folder)


def packages(source: Path = SOURCE) -> list[Path]:
    """The folders of the Python packages whose code runs in the functions.

    Raises PackageError: there is none, so there would be nothing to deploy.
    """
    found = sorted(file.parent for file in source.glob("*/__init__.py"))
    if not found:
        raise PackageError(
            f"{source.relative_to(PROJECT)} holds no package: a folder with an __init__.py, for example orders"
        )
    return found


def require_arm64(folder: Path) -> None:
    """Refuse wheels that were built for another processor.

    Raises PackageError: names the wheel and its tag.
    """
    for wheel in sorted(folder.glob("*.dist-info/WHEEL")):
        tags = re.findall(r"^Tag: (.+)$", wheel.read_text("utf-8"), re.MULTILINE)
        if not any(tag.endswith(("-any", "aarch64")) for tag in tags):
            raise PackageError(f"{wheel.parent.name} is built for {', '.join(tags)}: the functions run on arm64")


def fingerprint(folder: Path) -> str:
    """SHA-256 of the names and contents below `folder`: equal when the code is equal, whenever it was built."""
    digest = hashlib.sha256()
    for file in files(folder):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def files(folder: Path) -> Iterator[Path]:
    """All files below `folder` but the cache files of Python, in an order that is the same everywhere."""
    yield from sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _remove_what_differs_between_machines(folder: Path) -> None:
    # Scripts hold the path of the Python that installed them, RECORD holds their digests; Lambda needs neither.
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for name in (".lock", "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/uv_*"):
        for file in folder.glob(name):
            file.unlink()


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else PACKAGE)
    except (PackageError, subprocess.CalledProcessError) as error:
        sys.exit(f"The deployment package was not built: {error}")
