"""What this repository deploys: the pipeline, each environment, and on request a sandbox of one developer."""

import sys
from collections.abc import Mapping
from typing import Any

import toolchain  # noqa: F401  Before the CDK: it tells jsii which Node to use.

import aws_cdk as cdk  # isort: skip

from environments import ENVIRONMENTS
from pipeline.actions.environments_by_name import find
from pipeline.application import application
from pipeline.stack import STACK_NAME, PipelineStack
from pipeline.synthesis import main
from workload.stage import WorkloadStage


def build(*, outdir: str | None = None, context: Mapping[str, Any] | None = None, validated: bool = True) -> cdk.App:
    """The app, not yet synthesised. The context key `sandbox` names the sandbox to add, for example `sandbox-ada`.

    outdir, context, validated: see `application`.
    """
    app = application(outdir=outdir, context=context, validated=validated)
    PipelineStack(app, STACK_NAME)
    for environment in ENVIRONMENTS:
        WorkloadStage(app, environment.name, environment=environment)
    if sandbox := app.node.try_get_context("sandbox"):
        WorkloadStage(app, sandbox, environment=find(sandbox))
    return app


if __name__ == "__main__":
    sys.exit(main(build, sys.argv[1:]))
