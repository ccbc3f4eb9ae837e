"""Runs a small program with the code of `make run`, in a folder of its own: neither templates nor a server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rendering import render
from tools import environment
from variants import VARIANTS


def inside(folder: Path, program: str, **variables: str) -> tuple[list[str], dict[str, Any]]:
    """The command of a program that can import what is in `folder` and the repository, and its options for Popen."""
    repository = render(VARIANTS["serverless-cdk"])
    (folder / "build").mkdir(exist_ok=True)
    path = {"PYTHONPATH": f"{folder}:{repository}", "PYTHONDONTWRITEBYTECODE": "1"}
    options = {"cwd": folder, "env": environment(**path, **variables)}
    return [sys.executable, "-c", f"import json\n{program}"], options


def told(folder: Path, program: str, **variables: str) -> Any:
    """The JSON that the program prints last."""
    command, options = inside(folder, program, **variables)
    done = subprocess.run(command, **options, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
