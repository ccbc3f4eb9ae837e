"""The way to production: what stands before it, and what takes it back."""

from collections.abc import Iterator
from itertools import pairwise

from ..deploying import approves, deploying_stages, deploys, tests
from ..examples import with_pipeline
from ..pipelines import Pipeline
from ..repository import Repository
from ..rule import At, rule

DEPLOY = "{Name: Deploy, ActionTypeId: {Category: Deploy, Provider: CloudFormation}}"
TEST = "{Name: Integration, RunOrder: 2, ActionTypeId: {Category: Test, Provider: CodeBuild}}"
APPROVE = "{Name: Approve, ActionTypeId: {Category: Approval, Provider: Manual}}"


def _production(repository: Repository) -> Iterator[tuple[Pipeline, str, tuple[int, int]]]:
    """Of each pipeline that deploys more than once: its last deploying stage, and when that begins to deploy."""
    for pipeline in repository.pipelines:
        stages = deploying_stages(repository, pipeline)
        if len(stages) > 1:
            first = next(action for action in stages[-1].actions if deploys(repository, pipeline, action))
            yield pipeline, stages[-1].name, first.order


@rule(
    id="production-behind-an-approval",
    reason="Without one, whoever may push to the branch releases to production.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html",
    fails=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: Prod, Actions: [{DEPLOY}]}}
        """
    ),
    passes=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: ApproveProd, Actions: [{APPROVE}]}}
        - {{Name: Prod, Actions: [{DEPLOY}]}}
        """
    ),
)
def behind_an_approval(repository: Repository) -> Iterator[At]:
    """A person says yes after the first environment and before the last one is deployed."""
    for pipeline, stage, begins in _production(repository):
        starts = deploying_stages(repository, pipeline)[0].actions[0].order
        if not any(approves(action) and starts < action.order < begins for action in pipeline.actions):
            yield At(
                pipeline.resource.template.file,
                stage,
                "no approval stands between the first environment and this stage, which deploys last: put an action of "
                "the category Approval before it",
            )


@rule(
    id="production-behind-tests",
    reason="What was deployed to one environment goes to the next one only when something tried it there.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/best-practices.html",
    fails=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: ApproveProd, Actions: [{APPROVE}]}}
        - {{Name: Prod, Actions: [{DEPLOY}]}}
        """
    ),
    passes=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}, {TEST}]}}
        - {{Name: ApproveProd, Actions: [{APPROVE}]}}
        - {{Name: Prod, Actions: [{DEPLOY}]}}
        """
    ),
)
def behind_tests(repository: Repository) -> Iterator[At]:
    """Each environment before production is tested after it was deployed, and before the next one is."""
    for pipeline in repository.pipelines:
        stages = deploying_stages(repository, pipeline)
        for here, following in pairwise(stages):
            # Two stages of one environment, for example ProdData and Prod, with nothing in between to test.
            if here.name.startswith(following.name) or following.name.startswith(here.name):
                continue
            began = next(action for action in here.actions if deploys(repository, pipeline, action)).order
            ends = next(action for action in following.actions if deploys(repository, pipeline, action)).order
            if not any(tests(action) and began < action.order < ends for action in pipeline.actions):
                yield At(
                    pipeline.resource.template.file,
                    here.name,
                    f"nothing tests what this stage deploys before {following.name} deploys it too: add an action of "
                    "the category Test after the deployment",
                )


@rule(
    id="production-rolls-back",
    reason="A stage that failed halfway stays as it is until somebody comes, unless the stage is rolled back.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback-auto.html",
    fails=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: Prod, Actions: [{DEPLOY}], OnFailure: {{Result: FAIL}}}}
        """
    ),
    passes=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: Prod, Actions: [{DEPLOY}], OnFailure: {{Result: ROLLBACK}}}}
        """
    ),
)
def rolls_back(repository: Repository) -> Iterator[At]:
    """The stage that deploys last is rolled back when it fails."""
    for pipeline, name, _ in _production(repository):
        stage = next(each for each in pipeline.stages if each.name == name)
        if not stage.rolls_back:
            yield At(
                pipeline.resource.template.file,
                name,
                "this stage deploys last and stays half deployed when it fails: set OnFailure to {Result: ROLLBACK}, "
                "which needs PipelineType V2",
            )


@rule(
    id="production-watched-after-it",
    reason="A deployment that ended well may still serve errors; only what runs after it can take it back.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html",
    fails=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: Prod, Actions: [{DEPLOY}], OnFailure: {{Result: ROLLBACK}}}}
        """
    ),
    passes=with_pipeline(
        f"""
        - {{Name: Dev, Actions: [{DEPLOY}]}}
        - {{Name: Prod, Actions: [{DEPLOY}, {TEST}], OnFailure: {{Result: ROLLBACK}}}}
        """
    ),
)
def watched(repository: Repository) -> Iterator[At]:
    """A test in the last stage, or a condition on its success, sees what users get."""
    for pipeline, name, begins in _production(repository):
        stage = next(each for each in pipeline.stages if each.name == name)
        after = any(tests(action) and action.order > begins for action in stage.actions)
        if not after and not any(stage.conditions("OnSuccess")):
            yield At(
                pipeline.resource.template.file,
                name,
                "nothing looks at production after the deployment: add an action of the category Test, or a condition "
                "OnSuccess with a CloudWatchAlarm rule",
            )


@rule(
    id="sources-in-the-first-stage",
    reason="A source in a later stage would bring in what no build has seen.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
    fails=with_pipeline(
        f"""
        - {{Name: Source, Actions: [{{Name: App, ActionTypeId: {{Category: Source, Provider: S3}}}}]}}
        - {{Name: Prod, Actions: [{DEPLOY}, {{Name: More, ActionTypeId: {{Category: Source, Provider: S3}}}}]}}
        """
    ),
    passes=with_pipeline(
        f"""
        - {{Name: Source, Actions: [{{Name: App, ActionTypeId: {{Category: Source, Provider: S3}}}}]}}
        - {{Name: Prod, Actions: [{DEPLOY}]}}
        """
    ),
)
def sources_first(repository: Repository) -> Iterator[At]:
    """Sources stand in the first stage, and nothing else does."""
    for pipeline in repository.pipelines:
        for action in pipeline.actions:
            is_source = action.category == "Source"
            if action.category and is_source != (action.stage == pipeline.stages[0].name):
                told = (
                    "a source stands in a later stage: CodePipeline takes sources in the first one alone, move it there"
                    if is_source
                    else "the first stage holds an action that is no source: CodePipeline refuses it, move it on"
                )
                yield At(pipeline.resource.template.file, str(action), told)


@rule(
    id="rollback-needs-order",
    reason="CodePipeline rolls back no stage of a pipeline that runs executions in parallel, nor of type V1.",
    source="https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html",
    fails=with_pipeline(
        f"- {{Name: Prod, Actions: [{DEPLOY}], OnFailure: {{Result: ROLLBACK}}}}",
        properties="PipelineType: V2\nExecutionMode: PARALLEL",
    ),
    passes=with_pipeline(
        f"- {{Name: Prod, Actions: [{DEPLOY}], OnFailure: {{Result: ROLLBACK}}}}",
        properties="PipelineType: V2\nExecutionMode: QUEUED",
    ),
)
def rollback_is_possible(repository: Repository) -> Iterator[At]:
    """OnFailure and other conditions stand only where CodePipeline acts on them."""
    for pipeline in repository.pipelines:
        mode = pipeline.resource.text("ExecutionMode")
        for stage in pipeline.stages:
            conditions = [name for name in ("BeforeEntry", "OnSuccess", "OnFailure") if name in stage.body]
            if conditions and pipeline.resource.text("PipelineType") == "V1":
                problem = (
                    f"has {', '.join(conditions)}, which a pipeline of type V1 does not know: set PipelineType: V2"
                )
            elif stage.rolls_back and mode == "PARALLEL":
                problem = "is to be rolled back, which ExecutionMode PARALLEL does not allow: use QUEUED or SUPERSEDED"
            else:
                continue
            yield At(pipeline.resource.template.file, stage.name, f"the stage {problem}")
