"""The templates of an environment, as CloudFormation gets them."""

import functools
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from environments import ENVIRONMENTS, SANDBOX
from pipeline.delivery import Delivery
from security.nag import check
from workload.environment import Controller, Environment
from workload.stage import WorkloadStage

PROJECT = Path(__file__).parent.parent.parent

every_environment = pytest.mark.parametrize(
    "environment", [*ENVIRONMENTS, SANDBOX], ids=lambda environment: environment.name
)
# A region that gives three zones to everybody.
THREE_ZONES = "eu-west-1"
# Strategies as ECS has them, whatever this repository was rendered with.
SHIFTING = replace(SANDBOX, name="shifting", delivery=Delivery.all_at_once(), keep_old_minutes=7)
CODEDEPLOY = replace(SHIFTING, name="codedeploy", controller=Controller.CODEDEPLOY)


@functools.cache
def deployed(environment: Environment) -> dict[str, dict[str, Any]]:
    """The templates `data` and `service` of `environment`; raises when cdk-nag finds something."""
    app = new_app()
    stage = WorkloadStage(app, environment.name, environment=environment)
    check(app)
    app.synth()
    stacks = stage.synth().stacks
    return {stack.stack_name.rsplit("-", 1)[1]: stack.template for stack in stacks}


def new_app() -> cdk.App:
    """An app with the project's feature flags, that writes into a folder which nobody keeps."""
    context = json.loads((PROJECT / "cdk.json").read_text("utf-8"))["context"]
    return cdk.App(outdir=tempfile.mkdtemp(prefix="synth-"), context=context)
