"""Runs a small program with the code of `make run`, in a folder of its own: neither templates nor a server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rendering import render
from tools import environment
from variants import VARIANTS


def told(folder: Path, program: str, **variables: str) -> Any:
    """The JSON that the program prints last. It can import what is in `folder`, and the repository."""
    repository = render(VARIANTS["serverless-cdk"])
    (folder / "build").mkdir(exist_ok=True)
    path = {"PYTHONPATH": f"{folder}:{repository}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"import json\n{program}"],
        cwd=folder,
        env=environment(**path, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
