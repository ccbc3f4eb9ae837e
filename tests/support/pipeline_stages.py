"""Prints the stages of a rendered pipeline as JSON: `python pipeline_stages.py FOLDER`.

A list of two: as CloudFormation gets them from the rendered `environments.py`, and with a deployment window in its
last environment.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch


def stages(environments: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The stages of the pipeline of these environments. The repository is the current folder."""
    from pipeline.application import application
    from pipeline.stack import STACK_NAME, PipelineStack

    with patch("pipeline.stack.ENVIRONMENTS", environments), TemporaryDirectory() as outdir:
        app = application(outdir=outdir)
        PipelineStack(app, STACK_NAME)
        app.synth()
        resources = json.loads(Path(outdir, f"{STACK_NAME}.template.json").read_text("utf-8"))["Resources"].values()
    (pipeline,) = [each["Properties"] for each in resources if each["Type"] == "AWS::CodePipeline::Pipeline"]
    found: list[dict[str, Any]] = pipeline["Stages"]
    return found


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    sys.path.insert(0, os.getcwd())
    from environments import ENVIRONMENTS
    from settings.environment import DeploymentWindow

    last = replace(ENVIRONMENTS[-1], window=DeploymentWindow(cron="* * 9-16 ? * MON-FRI"))
    print(json.dumps([stages(ENVIRONMENTS), stages((*ENVIRONMENTS[:-1], last))]))
