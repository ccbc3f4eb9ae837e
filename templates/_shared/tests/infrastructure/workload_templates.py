"""The templates of an environment, as CloudFormation gets them. The SAM variant of this file gives the same shape."""

import functools
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from environments import ENVIRONMENTS, SANDBOX
from pipeline.application import application
from tests.infrastructure.assembly import CODE, assembly, scratch_folder, stacks
from workload.environment import Environment
from workload.names import stack_name
from workload.stage import WorkloadStage


@functools.cache
def deployed(environment: Environment, *, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """The templates `data` and `service` of `environment`; raises when cdk-nag finds something."""
    return {part: stack["template"] for part, stack in synthesised(environment, package).items()}


def synthesised(environment: Environment, package: Path = CODE) -> dict[str, dict[str, Any]]:
    """The stacks `data` and `service` of `environment` as the manifest of their assembly describes them."""
    if environment in (*ENVIRONMENTS, SANDBOX) and package == CODE:
        folder = assembly()
    else:
        app = new_app(package=package)
        WorkloadStage(app, environment.name, environment=environment)
        folder = Path(app.synth().directory)
    found = stacks(folder / f"assembly-{environment.name}")
    return {part: found[stack_name(environment, part)] for part in ("data", "service")}


def new_app(*, package: Path = CODE) -> cdk.App:
    """The project's app without a stack, which fails on a finding of cdk-nag that nobody accepted."""
    return application(outdir=str(scratch_folder()), context={"package": str(package)})
