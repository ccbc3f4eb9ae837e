"""The templates of an environment, as CloudFormation gets them. The SAM variant of this file gives the same shape."""

import functools
import json
import tempfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from security.nag import check
from workload.environment import Environment
from workload.stage import WorkloadStage

PROJECT = Path(__file__).parent.parent.parent
# The code alone stands for the package, so that no test needs to build it.
CODE = PROJECT / "workload" / "service" / "runtime"


@functools.cache
def deployed(environment: Environment, *, package: Path | None = None) -> dict[str, dict[str, Any]]:
    """The templates `data` and `service` of `environment`; raises when cdk-nag finds something."""
    app = new_app(package=package)
    stage = WorkloadStage(app, environment.name, environment=environment)
    check(app)
    app.synth()
    stacks = stage.synth().stacks
    return {stack.stack_name.rsplit("-", 1)[1]: stack.template for stack in stacks}


def new_app(*, package: Path | None = None) -> cdk.App:
    """An app with the project's feature flags, that writes into a folder which nobody keeps."""
    context = json.loads((PROJECT / "cdk.json").read_text("utf-8"))["context"]
    return cdk.App(outdir=tempfile.mkdtemp(prefix="synth-"), context={**context, "package": str(package or CODE)})
