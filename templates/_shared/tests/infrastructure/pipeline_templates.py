"""The template of the pipeline as CloudFormation gets it, also for other values than those of this repository."""

import functools
import json
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from environments import ENVIRONMENTS
from pipeline.application import application
from pipeline.settings import Source
from pipeline.stack import STACK_NAME, PipelineStack
from project import SOURCE
from tests.infrastructure.cloudformation import Template, properties
from workload.environment import Environment

Stage = dict[str, Any]


@functools.cache
def pipeline_template(environments: tuple[Environment, ...] = ENVIRONMENTS, *, source: Source = SOURCE) -> Template:
    """The template for these values; raises when cdk-nag finds something. Read it, do not change it."""
    with (
        patch("pipeline.stack.ENVIRONMENTS", environments),
        patch("pipeline.stack.SOURCE", source),
        tempfile.TemporaryDirectory() as outdir,
    ):
        app = application(outdir=outdir)
        PipelineStack(app, STACK_NAME)
        app.synth()
        template: Template = json.loads((Path(outdir) / f"{STACK_NAME}.template.json").read_text("utf-8"))
    return template


def pipeline(template: Template) -> dict[str, Any]:
    """The properties of the one pipeline."""
    (found,) = properties(template, "AWS::CodePipeline::Pipeline")
    return found


def stages(template: Template) -> dict[str, Stage]:
    """The stages of the pipeline by name, in order."""
    return {stage["Name"]: stage for stage in pipeline(template)["Stages"]}
