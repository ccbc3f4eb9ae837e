"""What `make synth` writes, synthesised once for all tests; a synthesis takes seconds."""

import atexit
import functools
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

import app
from environments import ENVIRONMENTS, SANDBOX

every_environment = pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX], ids=lambda each: each.name)

PROJECT = Path(__file__).parent.parent.parent
# The code alone stands for the package, so that no test needs to build it.
CODE = PROJECT / "workload" / "service" / "runtime"


@functools.cache
def assembly() -> Path:
    """The folder of the cloud assembly, with SANDBOX in it; raises when cdk-nag finds something nobody accepted."""
    folder = scratch_folder()
    app.build(outdir=str(folder), context={"package": str(CODE), "sandbox": SANDBOX.name}).synth()
    return folder


def stacks(assembly: Path) -> dict[str, dict[str, Any]]:
    """The stacks of a folder with a cloud assembly by name, each as the manifest describes it, with its `template`."""
    artifacts = json.loads((assembly / "manifest.json").read_text("utf-8"))["artifacts"].items()
    found = {id: each["properties"] for id, each in artifacts if each["type"] == "aws:cloudformation:stack"}
    for stack in found.values():
        stack["template"] = json.loads((assembly / stack["templateFile"]).read_text("utf-8"))
    return {stack.get("stackName", id): stack for id, stack in found.items()}


def scratch_folder() -> Path:
    """An empty folder, deleted when the tests are over."""
    folder = tempfile.mkdtemp(prefix="assembly-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
