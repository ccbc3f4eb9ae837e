"""State machines, stores and deployments that are right as they are, and that a rule took for faults once."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from golden_paths.verifier.examples import with_resources
from golden_paths.verifier.repository import Repository
from golden_paths.verifier.rules import instances, kept, messages, state_machines

QUEUES = """
Queue:
  Type: AWS::SQS::Queue
  Properties: {FifoQueue: true, RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3}}
Failed: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true, MessageRetentionPeriod: 3600}}
"""
HOSTS = """
Config:
  Type: AWS::CodeDeploy::DeploymentConfig
  Properties: {ComputePlatform: Server, MinimumHealthyHosts: {Type: HOST_COUNT, Value: 0}}
Group:
  Type: AWS::CodeDeploy::DeploymentGroup
  Properties: {DeploymentConfigName: !Ref Config, AutoScalingGroups: [!Ref One], DeploymentStyle: {DeploymentType: %s}}
One: {Type: "AWS::AutoScaling::AutoScalingGroup", Properties: {MaxSize: %s}}
"""
PROTECT = "Parameters: {Protect: {Type: String, Default: 'false'}, None: {Type: Number, Default: 0}}\n"
DATABASE = """
Kept:
  Type: AWS::%s
  DeletionPolicy: Retain
  Properties: {%s}
"""
IMAGES = "Images: {Type: 'AWS::ECR::Repository', Properties: {LifecyclePolicy: {LifecyclePolicyText: '%s'}}}"


def _images(**selection: Any) -> Mapping[str, str]:
    newest = {"countType": "imageCountMoreThan", "countNumber": 1, **selection}
    return with_resources(IMAGES % json.dumps({"rules": [{"selection": newest}]}))


def _machine(states: Mapping[str, Any], **more: Any) -> Mapping[str, str]:
    text = json.dumps({"StartAt": next(iter(states)), "States": states, **more})
    return with_resources(f"Machine: {{Type: {state_machines.MACHINE}, Properties: {{DefinitionString: '{text}'}}}}")


WAITS = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": True}
WORKS = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}
CATCHES = [{"ErrorEquals": ["States.ALL"], "Next": "Done"}]
DONE = {"Type": "Succeed"}


def _after_all(files: Mapping[str, str], head: str) -> Mapping[str, str]:
    return {name: head + text for name, text in files.items()}


TOPIC = """
Topic: {Type: "AWS::SNS::Topic"}
Alarm: {Type: "AWS::CloudWatch::Alarm", Properties: {AlarmActions: [!Ref Topic]}}
Policy:
  Type: AWS::SNS::TopicPolicy
  Properties:
    Topics: [!Ref Topic]
    PolicyDocument: {Statement: [{Effect: Allow, Resource: "*", Action: %s, Principal: {Service: %s}}]}
"""

RIGHT = {
    "a principal of a parameter": (messages.may_tell, with_resources(TOPIC % ("'sns:Publish'", "!Ref Who"))),
    "an action of a parameter": (messages.may_tell, with_resources(TOPIC % ("!Ref What", "cloudwatch.amazonaws.com"))),
    "a FIFO queue begins to count anew": (messages.kept_longer, with_resources(QUEUES)),
    "a new fleet serves nobody yet": (instances.leaves_some, with_resources(HOSTS % ("BLUE_GREEN", 2))),
    "a single instance cannot stay": (
        instances.leaves_some,
        with_resources(HOSTS % ("IN_PLACE", 1)),
    ),
    "no host of a parameter": (
        instances.leaves_some,
        _after_all(with_resources(HOSTS.replace("Value: 0", "Value: !Ref None") % ("IN_PLACE", 2)), PROTECT),
    ),
    "a parameter that production switches on": (
        kept.refuses_deletion,
        _after_all(with_resources(DATABASE % ("DynamoDB::Table", "DeletionProtectionEnabled: !Ref Protect")), PROTECT),
    ),
    "a member of a cluster": (
        kept.refuses_deletion,
        with_resources(DATABASE % ("RDS::DBInstance", "DBClusterIdentifier: orders, DeletionProtection: false")),
    ),
    "images of a cache": (kept.keeps_image, _images(tagStatus="tagged", tagPrefixList=["cache"])),
    "a policy without rules": (kept.keeps_image, with_resources(IMAGES % '{"rules": null}')),
    "a rule without a selection": (kept.keeps_image, with_resources(IMAGES % '{"rules": [{"selection": null}]}')),
    "a heartbeat ends the waiting": (state_machines.has_time_out, _machine({"Wait": {**WAITS, "HeartbeatSeconds": 9}})),
    "the machine ends the waiting of a branch": (
        state_machines.has_time_out,
        _machine(
            {"All": {"Type": "Parallel", "Branches": [{"StartAt": "Wait", "States": {"Wait": WAITS}}], "End": True}},
            TimeoutSeconds=60,
        ),
    ),
    "a last step that may fail": (
        state_machines.failure_counts,
        _machine(
            {"Work": {**WORKS, "Next": "Clean"}, "Clean": {**WORKS, "Next": "Done", "Catch": CATCHES}, "Done": DONE}
        ),
    ),
    "a step that may fail before one that may not": (
        state_machines.failure_counts,
        _machine({"Tell": {**WORKS, "Next": "Work", "Catch": CATCHES}, "Work": {**WORKS, "End": True}, "Done": DONE}),
    ),
}


@pytest.mark.parametrize(("rule", "files"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_no_finding(rule: Any, files: Mapping[str, str]) -> None:
    assert list(rule.findings(Repository(files))) == []


WRONG = {
    "a global table": (
        kept.refuses_deletion,
        with_resources(
            DATABASE % ("DynamoDB::GlobalTable", "Replicas: [{Region: eu-west-1, DeletionProtectionEnabled: false}]")
        ),
    ),
}


@pytest.mark.parametrize(("rule", "files"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_finding(rule: Any, files: Mapping[str, str]) -> None:
    assert len(list(rule.findings(Repository(files)))) == 1
