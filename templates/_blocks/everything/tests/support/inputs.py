"""All that the outcome of a test or of a synthesis may depend on, as something to compare."""

import functools
import hashlib
import os
import platform
import re
import sysconfig
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from security.files import files

# What make, pytest and a terminal set anew each time.
NOISE = re.compile(r"MAKE.*|MFLAGS|PYTEST_.*|COV_.*|TERM.*|COLUMNS|LINES|SHLVL|_|PWD|OLDPWD|SSH_.*|WINDOWID|TMPDIR")


def digest(*, without: Sequence[Path] = ()) -> str:
    """Of every file of the repository, but those below the folders `without`."""
    found = hashlib.sha256()
    for path in sorted(files()):
        if not any(path.is_relative_to(folder) for folder in without):
            found.update(f"{path}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def surroundings() -> str:
    """All else: the day, the folder, the variables of the environment, the libraries, the machine."""
    variables = sorted(item for item in os.environ.items() if not NOISE.fullmatch(item[0]))
    told = repr((date.today().isoformat(), str(Path.cwd()), variables, _libraries()))
    # A variable may be a secret, and what is remembered lies in files.
    return hashlib.sha256(told.encode()).hexdigest()


@functools.cache
def _libraries() -> tuple[str, ...]:
    # The folder of what is installed is named after its version.
    installed = sorted(each.name for each in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    return platform.python_version(), platform.platform(), *installed
