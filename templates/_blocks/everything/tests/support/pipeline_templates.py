"""The template of the pipeline as CloudFormation gets it, also for other values than those of this repository."""

import functools
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_codepipeline_actions as actions
from aws_cdk import aws_kms as kms
from constructs import Construct

from environments import ENVIRONMENTS
from pipeline.application import application
from pipeline.build_project import BuildProject
from pipeline.stack import STACK_NAME, PipelineStack
from project import SOURCE
from settings.packaging import Check, Packaging
from settings.pipeline import Source
from settings.window import DeploymentWindow
from tests.support.cloudformation import Template, properties, references
from tests.support.remembered_synthesis import remembered, scratch_folder
from tests.support.synthesis import stacks, synthesised
from workload.environment import Environment
from workload.packaging import packaging

Stage = dict[str, Any]


class ActionWithRole(NamedTuple):
    """An action and what it writes. role: what it works as, in a build that of the project."""

    name: str
    provider: str
    role: str
    outputs: list[str]


# The last environment waits for a person, and changes at certain hours only, in an account of its own.
WITH_WINDOW = (
    *ENVIRONMENTS[:-1],
    replace(
        ENVIRONMENTS[-1],
        account="111111111111",
        approval=True,
        window=DeploymentWindow(cron="* * 9-16 ? * MON-FRI", time_zone="Europe/Berlin"),
    ),
)


@functools.cache
def pipeline_template(environments: tuple[Environment, ...] = ENVIRONMENTS, *, source: Source = SOURCE) -> Template:
    """The template for these values; raises when cdk-nag finds something. Read it, do not change it."""
    if (environments, source) == (ENVIRONMENTS, SOURCE):
        return _of_pipeline(synthesised())
    with patch("pipeline.stack.ENVIRONMENTS", environments), patch("pipeline.stack.SOURCE", source):
        return _of_pipeline(remembered().assembly(f"pipeline of {environments} {source}", _synthesise))


@functools.cache
def with_a_stage_of_the_team() -> Template:
    """The template with a stage after that of the first environment. Read it, do not change it."""
    with patch("pipeline.stack.stages_after", _stage_of_the_team):
        return _of_pipeline(remembered().assembly("pipeline with a stage of the team", _synthesise))


@functools.cache
def with_checks_of_the_workload(*checks: Check) -> Template:
    """The template of a workload that wants these checks in Build, and no others. Read it, do not change it."""

    def wanting(*given: Any, **named: Any) -> Packaging:
        return replace(packaging(*given, **named), checks=checks)

    # A statement has no words of its own by which it could be remembered.
    what = [(replace(check, statements=()), len(check.statements)) for check in checks]
    with patch("pipeline.stack.packaging", wanting):
        return _of_pipeline(remembered().assembly(f"pipeline with {what}", _synthesise))


@functools.cache
def with_properties(environment: Environment, **values: object) -> Template:
    """The template for this one, whose workload gives other values to properties of it. Read it, do not change it."""
    with ExitStack() as stack:
        stack.enter_context(patch("pipeline.stack.ENVIRONMENTS", (environment,)))
        for name, value in values.items():
            stack.enter_context(patch.object(type(environment), name, value))
        return _of_pipeline(remembered().assembly(f"pipeline of {environment} with {values}", _synthesise))


def _stage_of_the_team(
    stage_name: str, *, scope: Construct, build: codepipeline.Artifact, key: kms.IKey
) -> list[codepipeline.StageProps]:
    if stage_name != ENVIRONMENTS[0].title:
        return []
    review = BuildProject(scope, "Review", buildspec="extensions/review", key=key)
    action = actions.CodeBuildAction(
        action_name="Review", project=review.project, input=build, outputs=[codepipeline.Artifact("Findings")]
    )
    return [codepipeline.StageProps(stage_name="Review", actions=[action])]


def _synthesise() -> Path:
    folder = scratch_folder()
    app = application(outdir=str(folder), validated=False)
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


def actions_with_roles(template: Template) -> list[ActionWithRole]:
    """Every action of the pipeline in order."""
    return [_with_role(template, action) for stage in stages(template).values() for action in stage["Actions"]]


def _with_role(template: Template, action: dict[str, Any]) -> ActionWithRole:
    provider = action["ActionTypeId"]["Provider"]
    (role,) = references(action["RoleArn"])
    if provider == "CodeBuild":
        (project,) = references(action["Configuration"]["ProjectName"])
        (role,) = references(template["Resources"][project]["Properties"]["ServiceRole"])
    outputs = [each["Name"] for each in action.get("OutputArtifacts", ())]
    return ActionWithRole(action["Name"], provider, role, outputs)


def stages(template: Template) -> dict[str, Stage]:
    """The stages of the pipeline by name, in order."""
    return {stage["Name"]: stage for stage in pipeline(template)["Stages"]}
