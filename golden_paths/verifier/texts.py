"""Which files of a folder are read, and their texts."""

import os
import re
from pathlib import Path, PurePosixPath

# Installed packages, and what a tool leaves behind.
NOT_READ = {"node_modules", "venv", "__pycache__", "dist", "build", "site-packages"}
READ = re.compile(
    r"(environments\.py|.*\.(ya?ml|json|template|mk)|(.*/)?(Makefile|pyproject\.toml|conftest\.py|test_[^/]*\.py|\.secrets\.baseline))"
)
MOST_BYTES = 4_000_000


def texts_of(folder: Path, *, leave_out: str = "") -> tuple[dict[str, str], frozenset[str]]:
    """What is read, and the paths of everything else; without the folders that hold a file `leave_out`."""
    files, others = {}, set()
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            each
            for each in folders
            if each not in NOT_READ
            and not each.startswith(".")
            and not (leave_out and Path(here, each, leave_out).exists())
        )
        for name in sorted(names):
            path = Path(here, name)
            file = path.relative_to(folder).as_posix()
            if READ.fullmatch(file) and path.is_file() and path.stat().st_size <= MOST_BYTES:
                files[file] = path.read_text("utf-8", errors="replace")
            else:
                others.add(file)
    return files, frozenset(others)


def is_read(file: str) -> bool:
    """Whether a file of this path would be among the texts, if it were there."""
    folders = PurePosixPath(file).parts[:-1]
    return READ.fullmatch(file) is not None and not any(each in NOT_READ or each.startswith(".") for each in folders)
