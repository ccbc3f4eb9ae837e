"""Which events start the pipeline, at which revision, and which reach people: samples of AWS against its rules."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.events.models import EventPattern

from environments import ENVIRONMENTS, PIPELINE
from pipeline.stack import STACK_NAME
from tests.support.cloudformation import Template, as_list, in_words, properties, references, resources
from tests.support.pipeline_templates import WITH_WINDOW, pipeline, pipeline_template
from tests.support.sources import BITBUCKET, CODECOMMIT, CODECOMMIT_TAGS, ZIPPED, pipeline_from

Event = dict[str, Any]
RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
ROLLED_BACK = " and ".join(each.title for each in WITH_WINDOW if each.approval)
PARTITION = boto3.Session().get_partition_for_region(PIPELINE.region)


def as_event(value: Any) -> Any:
    """A pattern as EventBridge has it: what CloudFormation puts in stands there as one text."""
    if isinstance(value, list):
        return [as_event(each) for each in value]
    if not isinstance(value, dict):
        return value
    if any(key == "Ref" or key.startswith("Fn::") for key in value):
        return in_words(value)
    return {key: as_event(each) for key, each in value.items()}


def targets_of(template: Template, event: Event) -> Iterator[dict[str, Any]]:
    """The targets of every rule that matches `event`."""
    for rule in properties(template, "AWS::Events::Rule"):
        if EventPattern(None, as_event(rule["EventPattern"])).matches_event(event):  # type: ignore[arg-type]
            assert rule["State"] == "ENABLED"
            yield from rule["Targets"]


def told(template: Template, event: Event) -> list[str]:
    """The sentences that go to the topic of the pipeline, which lets EventBridge publish to it."""
    (policy,) = properties(template, "AWS::SNS::TopicPolicy")
    assert {"Service": "events.amazonaws.com"} in [each["Principal"] for each in policy["PolicyDocument"]["Statement"]]
    topics = resources(template, "AWS::SNS::Topic")
    sent = [target for target in targets_of(template, event) if references(target["Arn"]) <= set(topics)]
    return [in_words(target.get("InputTransformer", {}).get("InputTemplate") or target["Input"]) for target in sent]


def of_action(stage: str, action: str, state: str, *, category: str = "Build", pipeline: str = "") -> Event:
    """As in the user guide of CodePipeline, "Action state change"."""
    return {
        "source": "aws.codepipeline",
        "detail-type": "CodePipeline Action Execution State Change",
        "detail": {
            "pipeline": pipeline or in_words({"Ref": pipeline_id(pipeline_template())}),
            "execution-id": "11111111-1111-1111-1111-111111111111",
            "stage": stage,
            "action": action,
            "state": state,
            "type": {"owner": "AWS", "category": category, "provider": "CodeBuild", "version": "1"},
        },
    }


def pipeline_id(template: Template) -> str:
    (name,) = resources(template, "AWS::CodePipeline::Pipeline")
    return name


def of_execution(trigger: str) -> Event:
    event = of_action("", "", "STARTED")
    event["detail-type"] = "CodePipeline Pipeline Execution State Change"
    event["detail"]["execution-trigger"] = {"trigger-type": trigger}
    return event


@pytest.mark.parametrize("action", [("Source", "Source"), ("Build", "Test"), ("UpdatePipeline", "Update")])
def test_each_failed_action_is_told_once(action: tuple[str, str]) -> None:
    (sentence,) = told(pipeline_template(), of_action(*action, "FAILED"))
    assert "of the pipeline failed" in sentence


def test_the_failure_of_another_pipeline_is_not_told() -> None:
    assert told(pipeline_template(), of_action("Build", "Test", "FAILED", pipeline="billing")) == []


def test_an_update_of_the_pipeline_ends_its_execution_without_a_mail_where_it_starts_again() -> None:
    assert told(pipeline_from(CODECOMMIT), of_action("UpdatePipeline", "Update", "CANCELED")) == []


def test_a_tagged_release_that_an_update_ended_is_to_be_started_again() -> None:
    (sentence,) = told(pipeline_from(BITBUCKET), of_action("UpdatePipeline", "Update", "CANCELED"))
    assert "Start that one again" in sentence


@pytest.mark.parametrize("trigger", ["AutomatedRollback", "ManualRollback"])
def test_a_rollback_is_told(trigger: str) -> None:
    (sentence,) = told(pipeline_template(), of_execution(trigger))
    assert "rolled back" in sentence


def test_a_started_release_is_not_told() -> None:
    assert told(pipeline_template(), of_execution("Webhook")) == []


def test_an_approval_that_waits_is_told_once() -> None:
    (sentence,) = told(pipeline_template(), of_action("ApproveProd", "Approve", "STARTED", category="Approval"))
    assert "waits for an approval" in sentence
    actions = [action for stage in pipeline(pipeline_template())["Stages"] for action in stage["Actions"]]
    assert not [action for action in actions if "NotificationArn" in action.get("Configuration", {})]


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"])
def test_a_pipeline_that_could_not_update_itself_is_told(status: str) -> None:
    event = {
        "source": "aws.cloudformation",
        "detail-type": "CloudFormation Stack Status Change",
        "detail": {"stack-id": "<AWS::StackId>", "status-details": {"status": status, "status-reason": ""}},
    }
    (sentence,) = told(pipeline_template(), event)
    assert STACK_NAME in sentence
    event["detail"]["stack-id"] = "arn:of:another"  # type: ignore[index]
    assert told(pipeline_template(), event) == []


def of_resource(logical_id: str, status: str = "UPDATE_COMPLETE", stack: str = "<AWS::StackId>") -> Event:
    """As in the user guide of CloudFormation, "Resource Status Change event detail"."""
    return {
        "source": "aws.cloudformation",
        "detail-type": "CloudFormation Resource Status Change",
        "detail": {
            "stack-id": stack,
            "logical-resource-id": logical_id,
            "physical-resource-id": logical_id.lower(),
            "status-details": {"status": status, "status-reason": ""},
            "resource-type": pipeline_template()["Resources"].get(logical_id, {}).get("Type", "AWS::S3::Bucket"),
            "client-request-token": "",
        },
    }


@pytest.mark.parametrize(
    ("source", "released"),
    [
        (CODECOMMIT, " && git push ("),
        (BITBUCKET, " && git push && git tag NEXT && git push origin NEXT ("),
        (ZIPPED, ", then upload its zip ("),
    ],
    ids=["branch", "tags", "zip"],
)
def test_who_may_need_it_knows_that_a_changed_pipeline_has_nothing_to_roll_back_to(source: Any, released: str) -> None:
    template = pipeline_template(WITH_WINDOW, source=source)
    (sentence,) = told(template, of_resource(pipeline_id(template)))
    assert "no execution to roll back to" in sentence
    assert f"succeeded in {ROLLED_BACK} after that" in sentence
    assert f"git revert --no-edit COMMIT..HEAD{released}" in sentence
    assert f"## {sentence.partition(chr(39))[2].partition(chr(39))[0]}\n" in RUNBOOK.read_text("utf-8")


def test_what_else_changes_in_the_stack_of_the_pipeline_is_not_told() -> None:
    template = pipeline_template(WITH_WINDOW)
    others = [name for name in template["Resources"] if name != pipeline_id(template)]
    assert [name for name in others if told(template, of_resource(name))] == []
    for event in (
        of_resource(pipeline_id(template), "UPDATE_IN_PROGRESS"),
        of_resource(pipeline_id(template), stack="arn:of:another"),
    ):
        assert told(template, event) == []


def test_a_pipeline_that_rolls_nothing_back_says_nothing_of_it() -> None:
    template = pipeline_template((replace(ENVIRONMENTS[0], approval=False, window=None, freezes=()),))
    assert told(template, of_resource(pipeline_id(template))) == []


def of_codecommit(kind: str, name: str, happened: str) -> Event:
    """As in the user guide of CodeCommit, "Monitoring events"."""
    return {
        "source": "aws.codecommit",
        "detail-type": "CodeCommit Repository State Change",
        "resources": [f"arn:{PARTITION}:codecommit:{PIPELINE.region}:{PIPELINE.account or '<AWS::AccountId>'}:orders"],
        "detail": {
            "event": happened,
            "repositoryName": "orders",
            "referenceType": kind,
            "referenceName": name,
            "commitId": "0123abcd",
        },
    }


def of_upload(template: Template, key: str) -> Event:
    """As in the user guide of S3, "EventBridge event message structure"."""
    (name,) = (id for id in resources(template, "AWS::S3::Bucket") if id.startswith("SourceBucket"))
    return {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": in_words({"Ref": name})}, "object": {"key": key, "version-id": "v42"}},
    }


def started_at(template: Template, event: Event) -> list[dict[str, str]]:
    """The revisions that `event` starts the pipeline at."""
    found = []
    for target in targets_of(template, event):
        if pipeline_id(template) in references(target["Arn"]):
            given = target["InputTransformer"]
            written = in_words(given["InputTemplate"])
            for name, path in given["InputPathsMap"].items():
                value: Any = event
                for part in path.removeprefix("$.").split("."):
                    value = value[part]
                written = written.replace(f"<{name}>", json.dumps(value))  # EventBridge writes the quotes
            found.append(written)
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("source", "event", "starts"),
    [
        (CODECOMMIT, of_codecommit("branch", "main", "referenceUpdated"), True),
        (CODECOMMIT, of_codecommit("branch", "main", "referenceCreated"), True),
        (CODECOMMIT, of_codecommit("branch", "main", "referenceDeleted"), False),
        (CODECOMMIT, of_codecommit("branch", "feature", "referenceUpdated"), False),
        (CODECOMMIT, of_codecommit("tag", "main", "referenceCreated"), False),
        (CODECOMMIT_TAGS, of_codecommit("tag", "v1.0", "referenceCreated"), True),
        (CODECOMMIT_TAGS, of_codecommit("tag", "nightly", "referenceCreated"), False),
        (CODECOMMIT_TAGS, of_codecommit("branch", "v1", "referenceCreated"), False),
    ],
)
def test_codecommit_starts_a_release_at_the_commit_that_was_pushed(source: Any, event: Event, starts: bool) -> None:
    revision = '"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":"0123abcd"'
    assert started_at(pipeline_from(source), event) == ([f'{{"sourceRevisions":[{{{revision}}}]}}'] if starts else [])


def test_an_upload_starts_a_release_of_its_version_and_another_object_none() -> None:
    template = pipeline_from(ZIPPED)
    (started,) = started_at(template, of_upload(template, "orders.zip"))
    assert '"revisionType":"S3_OBJECT_VERSION_ID","revisionValue":"v42"' in str(started)
    assert started_at(template, of_upload(template, "other.zip")) == []


def test_what_starts_the_pipeline_may_do_nothing_else() -> None:
    template = pipeline_from(CODECOMMIT)
    for role in {name for target in all_targets(template) for name in references(target.get("RoleArn", {}))}:
        policies = [each for each in properties(template, "AWS::IAM::Policy") if role in references(each["Roles"])]
        actions = {a for each in policies for s in each["PolicyDocument"]["Statement"] for a in as_list(s["Action"])}
        assert actions <= {"codepipeline:StartPipelineExecution", "codebuild:StartBuild"}


def all_targets(template: Template) -> list[dict[str, Any]]:
    return [target for rule in properties(template, "AWS::Events::Rule") for target in rule["Targets"]]
