"""Each way to replace, remove or add what the pipeline consists of must be confirmed by an approver."""

from collections.abc import Callable
from typing import Any

import pytest

Change = Callable[[Any], object]


def new_project(template: Any) -> None:
    template["Resources"]["Sneaky"] = template["Resources"]["Verify"]


CHANGES: dict[str, tuple[Change, str]] = {
    "the guard's function is removed": (
        lambda t: t["Resources"].pop("Guard"), "Guard (AWS::Lambda::Function) is removed"),
    "the guard's code is replaced": (
        lambda t: t.resource("Guard").update(Code={"ZipFile": "pass"}),
        "Guard (AWS::Lambda::Function) changes property Code"),
    "a gate runs another buildspec": (
        lambda t: t.resource("Checks")["Source"].update(BuildSpec="version: 0.2"),
        "Checks (AWS::CodeBuild::Project) changes property Source"),
    "a gate runs in an image that is not AWS's": (
        lambda t: t.resource("Checks")["Environment"].update(Image="docker.io/somebody/something"),
        "Checks (AWS::CodeBuild::Project) changes property Environment"),
    "a project is added": (new_project, "Sneaky (AWS::CodeBuild::Project) is added"),
    "the pull-request check is removed": (
        lambda t: t["Resources"].pop("PullRequests"), "PullRequests (AWS::CodeBuild::Project) is removed"),
    "the pull-request check gets another role": (
        lambda t: t.resource("PullRequests").update(ServiceRole={"Fn::GetAtt": ["VerifyRole", "Arn"]}),
        "PullRequests (AWS::CodeBuild::Project) changes property ServiceRole"),
    "a role takes the name of another": (
        lambda t: t.resource("BuildRole").update(RoleName="orders-prod-deploy"),
        "BuildRole (AWS::IAM::Role) changes property RoleName"),
    "a user is added": (
        lambda t: t["Resources"].update(User={"Type": "AWS::IAM::User"}), "User (AWS::IAM::User) is added"),
    "the artifacts are not encrypted": (
        lambda t: t.resource("Artifacts").pop("BucketEncryption"),
        "Artifacts (AWS::S3::Bucket) changes property BucketEncryption"),
    "the artifacts may become public": (
        lambda t: t.resource("Artifacts").pop("PublicAccessBlockConfiguration"),
        "Artifacts (AWS::S3::Bucket) changes property PublicAccessBlockConfiguration"),
    "the artifacts are deleted with the stack": (
        lambda t: t["Resources"]["Artifacts"].pop("DeletionPolicy"),
        "Artifacts (AWS::S3::Bucket) changes DeletionPolicy"),
    "the key does not rotate": (
        lambda t: t.resource("Key").update(EnableKeyRotation=False),
        "Key (AWS::KMS::Key) changes property EnableKeyRotation"),
    "the execution mode has no rollback": (
        lambda t: t.resource("Pipeline").update(ExecutionMode="PARALLEL"),
        "Pipeline (AWS::CodePipeline::Pipeline) changes property ExecutionMode"),
    "an alarm fires later": (
        lambda t: t.resource("Failed").update(Threshold=100),
        "Failed (AWS::CloudWatch::Alarm) changes property Threshold"),
    "a resource is created on a condition only": (
        lambda t: t["Resources"]["Guard"].update(Condition="Never"),
        "Guard (AWS::Lambda::Function) changes Condition"),
    "a macro rewrites the template": (
        lambda t: t.update(Transform="Mine"), "section Transform changes"),
    "the confirmation is written by the template itself": (
        lambda t: t["Resources"].update(Confirmed={"Type": "AWS::SSM::Parameter"}),
        "Confirmed (AWS::SSM::Parameter) is added"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
def test_must_be_confirmed_when(kind: str, template: Any) -> None:
    change, line = CHANGES[kind]
    lines = template.lines_after(change)
    assert any(found.startswith(line) for found in lines), lines
