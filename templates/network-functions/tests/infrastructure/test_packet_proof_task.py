"""The task of the packet proof, and the role that runs it: neither may do more than the proof needs."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.cloudformation import in_words, properties, references, resources, statements
from tests.support.packet_proof import BEHIND_A_GATEWAY, GROUP, PROVEN, TESTER, templates
from workload.service.proof.program import VARIABLE, archive


def container(name: str) -> dict[str, Any]:
    (task,) = properties(templates(name)[1], "AWS::ECS::TaskDefinition")
    (only,) = task["ContainerDefinitions"]
    return dict(only)


@pytest.mark.parametrize("name", PROVEN)
def test_the_task_has_the_program_of_this_commit_and_nothing_to_do_until_it_is_told(name: str) -> None:
    variables = {each["Name"]: each["Value"] for each in container(name)["Environment"]}
    assert variables == {VARIABLE: archive(), "MODE": "", "PLAN": ""}


@pytest.mark.parametrize("name", PROVEN)
def test_the_task_runs_as_nobody_with_nothing_to_write_to_but_scratch(name: str) -> None:
    only = container(name)
    assert only["User"] not in {"", "0", "root"}
    assert only["ReadonlyRootFilesystem"] is True
    assert "Privileged" not in only
    assert "LinuxParameters" not in only
    assert {each["Namespace"] for each in only["SystemControls"]} == {
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
    }


def test_the_result_cannot_be_lost_on_its_way_into_an_encrypted_log() -> None:
    data, service = templates("gateway")
    assert container("gateway")["LogConfiguration"]["Options"]["mode"] == "blocking"
    (group,) = properties(service, "AWS::Logs::LogGroup")
    (key,) = resources(data, "AWS::KMS::Key")
    assert key in in_words(group["KmsKeyId"])
    assert group["RetentionInDays"] == BEHIND_A_GATEWAY.log_retention_days


def allowed(name: str, action: str) -> dict[str, Any]:
    """The one statement that lets the tester do this."""
    service = templates(name)[1]
    tester = [id for id in resources(service, "AWS::IAM::Role") if id.startswith(TESTER)]
    given = [each for role, each in statements(service) if role in tester]
    (only,) = [each for each in given if action in _listed(each["Action"])]
    return only


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


@pytest.mark.parametrize("name", PROVEN)
def test_the_role_of_the_suites_runs_this_task_in_this_cluster_alone(name: str) -> None:
    service = templates(name)[1]
    (task,), (cluster,) = (resources(service, kind) for kind in ("AWS::ECS::TaskDefinition", "AWS::ECS::Cluster"))
    runs = allowed(name, "ecs:RunTask")
    assert references(runs["Resource"]) == {task}
    assert references(runs["Condition"]["ArnEquals"]["ecs:cluster"]) == {cluster}
    for action in ("ecs:DescribeTasks", "ecs:StopTask"):
        assert references(allowed(name, action)["Resource"]) - {"AWS::Partition"} >= {cluster}
    passes = allowed(name, "iam:PassRole")
    assert passes["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    roles = resources(service, "AWS::IAM::Role")
    assert references(passes["Resource"]) == {id for id in roles if id.startswith("PacketProof")}


@pytest.mark.parametrize("name", PROVEN)
def test_only_an_instance_of_the_function_can_be_taken_away(name: str) -> None:
    ends = allowed(name, "ec2:TerminateInstances")
    assert ends["Action"] == "ec2:TerminateInstances"
    assert ends["Condition"] == {"StringEquals": {"aws:ResourceTag/aws:autoscaling:groupName": GROUP}}


@pytest.mark.parametrize("name", PROVEN)
def test_what_the_role_may_do_anywhere_changes_nothing(name: str) -> None:
    everywhere = [each for _, each in statements(templates(name)[1]) if each["Resource"] == "*"]
    actions = {action for each in everywhere for action in _listed(each["Action"])}
    assert actions == {
        "autoscaling:DescribeAutoScalingGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "ecr:GetAuthorizationToken",
    }
