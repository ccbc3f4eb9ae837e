"""How large an image is, and how large it has to be."""

import os
import subprocess
import sys
from pathlib import Path


def size(root: Path) -> int:
    """Bytes of all files below `root`, each counted once."""
    files: dict[int, int] = {}
    for top, _, names in os.walk(root):
        for status in (Path(top, name).lstat() for name in names):
            files[status.st_ino] = status.st_size
    return sum(files.values())


def dependencies(repository: Path, scratch: Path) -> Path:
    """A folder with what the lock of `repository` names for the service, installed for the image and not compiled."""
    requirements, target = scratch / "requirements.txt", scratch / "dependencies"
    export = ["export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", f"--output-file={requirements}"]
    install = ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--python-version=3.13"]
    for arguments in (export, [*install, f"--target={target}", f"--requirement={requirements}"]):
        subprocess.run([sys.executable, "-m", "uv", *arguments], cwd=repository, check=True)
    return target
