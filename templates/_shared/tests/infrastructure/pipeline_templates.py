"""The template of the pipeline as CloudFormation gets it, also for other values than those of this repository."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from environments import ENVIRONMENTS
from pipeline.application import application
from pipeline.environment import DeploymentWindow
from pipeline.settings import Source
from pipeline.stack import STACK_NAME, PipelineStack
from project import SOURCE
from tests.infrastructure.cloudformation import Template, properties
from tests.infrastructure.synthesis import scratch_folder, stacks, synthesised
from workload.environment import Environment

Stage = dict[str, Any]
# The last environment changes at certain hours only, in an account of its own.
WITH_WINDOW = (
    *ENVIRONMENTS[:-1],
    replace(
        ENVIRONMENTS[-1],
        account="111111111111",
        window=DeploymentWindow(cron="* * 9-16 ? * MON-FRI", time_zone="Europe/Berlin"),
    ),
)


@functools.cache
def pipeline_template(environments: tuple[Environment, ...] = ENVIRONMENTS, *, source: Source = SOURCE) -> Template:
    """The template for these values; raises when cdk-nag finds something. Read it, do not change it."""
    if (environments, source) == (ENVIRONMENTS, SOURCE):
        return _of_pipeline(synthesised())
    with patch("pipeline.stack.ENVIRONMENTS", environments), patch("pipeline.stack.SOURCE", source):
        return _of_pipeline(_synthesise())


@functools.cache
def with_example_stage() -> Template:
    """The template with the example of `extensions/stages.py` switched on. Read it, do not change it."""
    with patch("extensions.stages.EXAMPLE", True):
        return _of_pipeline(_synthesise())


def _synthesise() -> Path:
    folder = scratch_folder()
    app = application(outdir=str(folder))
    PipelineStack(app, STACK_NAME)
    app.synth()
    return folder


def _of_pipeline(assembly: Path) -> Template:
    template: Template = stacks(assembly)[STACK_NAME]["template"]
    return template


def pipeline(template: Template) -> dict[str, Any]:
    """The properties of the one pipeline."""
    (found,) = properties(template, "AWS::CodePipeline::Pipeline")
    return found


def stages(template: Template) -> dict[str, Stage]:
    """The stages of the pipeline by name, in order."""
    return {stage["Name"]: stage for stage in pipeline(template)["Stages"]}
