"""What building and running an image needs of this machine: Debian's tools, and a base image that no registry gave."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exports import ROOT

# Debian's own Python stands for the one of the official image, which cannot be pulled here.
SUITE = "trixie"
PACKAGES = "python3,python3-pip,python3-venv,ca-certificates,passwd"
MIRROR = "http://deb.debian.org/debian"
# A proxy of this machine may sign for PyPI.
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
KEPT = ROOT / "build"


def install(**packages: str) -> None:
    """Install each Debian package whose command (the keyword, `_` for `-`) is missing. Fails with a sentence."""
    if os.geteuid() != 0:
        raise RuntimeError("Tests of images and of real packets need root: chroot, mounts, users, namespaces.")
    missing = [package for command, package in packages.items() if not shutil.which(command.replace("_", "-"))]
    if not missing:
        return
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"These tests need {', '.join(missing)}, and apt-get failed: {done.stderr}")


def base_archive(python: str) -> Path:
    """A tar file with a small Debian and its Python. Made once for this machine, which takes a minute.

    Raises RuntimeError: Debian's Python is not the version `python`.
    """
    recipe = hashlib.sha256(f"{SUITE} {PACKAGES} {python}".encode()).hexdigest()[:12]
    archive = KEPT / f"base-{recipe}.tar"
    KEPT.mkdir(exist_ok=True)
    with _alone(KEPT / "base.lock"):
        if not archive.exists():
            _bootstrap(archive, python)
    return archive


def _bootstrap(archive: Path, python: str) -> None:
    with tempfile.TemporaryDirectory(dir=KEPT) as scratch:
        root = Path(scratch, "root")
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(root), MIRROR]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"debootstrap failed: {done.stdout[-2000:]}")
        found = os.readlink(root / "usr/bin/python3").removeprefix("python")
        if found != python:
            raise RuntimeError(
                f"{SUITE} has Python {found}, the Dockerfile starts from {python}: choose another SUITE."
            )
        _make_it_like_the_official_image(root, found)
        part = archive.with_suffix(".part")
        subprocess.run(["tar", "--create", f"--file={part}", f"--directory={root}", "."], check=True)
        part.rename(archive)


def _make_it_like_the_official_image(root: Path, python: str) -> None:
    for name in ("python", "python3"):
        (root / "usr/local/bin" / name).symlink_to(f"/usr/bin/python{python}")
    (root / f"usr/lib/python{python}/EXTERNALLY-MANAGED").unlink()
    for waste in ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man"):
        shutil.rmtree(root / waste)
        (root / waste).mkdir()
    shutil.copy(Path("/", CERTIFICATES), root / CERTIFICATES)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def base_of(dockerfile: str) -> tuple[str, str]:
    """The name of the base image, and the version of Python in it."""
    [(name, python)] = re.findall(r"^FROM (\S+/python:(\d+\.\d+)-slim-\w+)", dockerfile, re.MULTILINE)
    return name, python
