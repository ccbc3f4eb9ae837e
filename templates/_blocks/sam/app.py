"""What the CDK deploys here: the pipeline. The environments are the SAM templates in `workload/`."""

import sys
from collections.abc import Mapping
from typing import Any

import toolchain  # noqa: F401  Before the CDK: it tells jsii which Node to use.

import aws_cdk as cdk  # isort: skip

from pipeline.application import application
from pipeline.stack import STACK_NAME, PipelineStack
from pipeline.synthesis import main


def build(*, outdir: str | None = None, context: Mapping[str, Any] | None = None, validated: bool = True) -> cdk.App:
    """The app, not yet synthesised. outdir, context, validated: see `application`."""
    app = application(outdir=outdir, context=context, validated=validated)
    PipelineStack(app, STACK_NAME)
    return app


if __name__ == "__main__":
    sys.exit(main(build, sys.argv[1:]))
