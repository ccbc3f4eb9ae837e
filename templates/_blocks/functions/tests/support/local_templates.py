"""The templates of the sandbox for `make run`. The SAM variant of this file gives the same shape."""

# Before the CDK, which would otherwise start the Node of the machine.
import toolchain  # noqa: F401  isort: skip

import json
import tempfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from environments import SANDBOX
from pipeline.application import CDK_JSON
from tests.support.synthesis import CODE, stacks, synthesised_stage
from workload.names import stack_name
from workload.stage import WorkloadStage


def templates() -> dict[str, dict[str, Any]]:
    """`data` and `service`, made now. Nobody judges them: in the middle of a change the service runs all the same."""
    known = json.loads(CDK_JSON.read_text("utf-8"))["context"]
    with tempfile.TemporaryDirectory() as folder:
        context = {**known, "package": str(CODE)}
        app = cdk.App(outdir=folder, context=context, builtin_cloud_formation_validation=False)
        WorkloadStage(app, SANDBOX.name, environment=SANDBOX)
        found = stacks(synthesised_stage(Path(app.synth().directory), SANDBOX))
    return {part: found[stack_name(SANDBOX, part)]["template"] for part in ("data", "service")}
