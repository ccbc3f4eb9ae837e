"""The gates of `make check`, without the verifier, with the packages of this repository."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_PYTEST = ("pytest", "-q", "-x", "-p", "no:cacheprovider", "-n", "0")
GATES = {
    "infrastructure": (*_PYTEST, "tests/infrastructure", "--ignore", "tests/infrastructure/test_verifier.py"),
    "unit": (*_PYTEST, "tests/unit"),
    "type": ("mypy",),
    "style": ("ruff", "check"),
    "format": ("ruff", "format", "--check"),
    "secrets": ("security.secrets",),
}


def passed_gates(repository: Path) -> Iterator[tuple[str, bool]]:
    """Each gate, when it is asked for, and whether it passes. The coverage of the unit tests is not judged."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for name, module in GATES.items():
        done = subprocess.run(
            [sys.executable, "-m", *module],
            cwd=repository,
            env={**clean, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            capture_output=True,
        )
        yield name, done.returncode == 0
