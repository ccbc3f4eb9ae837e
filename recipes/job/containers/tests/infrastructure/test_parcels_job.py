"""What the templates promise about the job for parcels."""

import json
from typing import Any

import pytest

from environments import SANDBOX
from tests.support.cloudformation import as_list, health_alarms, properties, references, resources, statements, text
from tests.support.synthesis import every_environment
from tests.support.tasks import DEFINITION, delivered_definition, only_container, variables
from tests.support.workload_templates import deployed
from workload.environment import Environment

COMMAND = ["python", "-m", "parcels_job"]


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def definition(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of what its task is."""
    found = [(name, each["Properties"]) for name, each in resources(service, DEFINITION).items()]
    ((name, job),) = [(name, each) for name, each in found if only_container(each).get("Command") == COMMAND]
    return name, job


def schedule(service: dict[str, Any]) -> dict[str, Any]:
    """What starts it."""
    name, _ = definition(service)
    schedules = [each for each in properties(service, "AWS::Scheduler::Schedule") if "EcsParameters" in each["Target"]]
    (found,) = [each for each in schedules if name in references(each["Target"]["EcsParameters"]["TaskDefinitionArn"])]
    return found


def failed(service: dict[str, Any]) -> str:
    """Logical id of the queue with the runs that failed."""
    (name,) = references(schedule(service)["Target"]["DeadLetterConfig"])
    return name


def rule(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of what sends to it."""
    rules = resources(service, "AWS::Events::Rule").items()
    ((id, found),) = [(id, each) for id, each in rules if failed(service) in references(each["Properties"]["Targets"])]
    return id, found["Properties"]


def test_the_job_starts_on_time_and_knows_which_time_was_due(service: dict[str, Any]) -> None:
    assert schedule(service)["FlexibleTimeWindow"] == {"Mode": "OFF"}
    (override,) = json.loads(schedule(service)["Target"]["Input"])["containerOverrides"]
    assert override["name"] == only_container(definition(service)[1])["Name"]
    assert override["environment"] == [{"name": "DUE", "value": "<aws.scheduler.scheduled-time>"}]


@every_environment
def test_it_runs_the_image_of_the_api_by_the_same_digest(environment: Environment) -> None:
    service = deployed(environment)["service"]
    job, api = only_container(definition(service)[1]), only_container(delivered_definition(service))
    assert job["Image"] == api["Image"] == {"Ref": "Image"}
    assert variables(job)["VERSION"] == variables(api)["VERSION"]


def test_the_schedule_may_start_this_task_in_its_cluster_and_nothing_else(service: dict[str, Any]) -> None:
    target = schedule(service)["Target"]
    role = references(target["RoleArn"])
    allowed = [each for name, each in statements(service) if {name} == role]
    (starts,) = [each for each in allowed if "ecs:RunTask" in as_list(each["Action"])]
    assert references(starts["Resource"]) == {definition(service)[0]}
    assert references(starts["Condition"]["ArnEquals"]["ecs:cluster"]) == references(target["Arn"])
    (gives,) = [each for each in allowed if "iam:PassRole" in as_list(each["Action"])]
    job = definition(service)[1]
    assert references(gives["Resource"]) == references([job["TaskRoleArn"], job["ExecutionRoleArn"]])
    assert gives["Condition"] == {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    trust = [service["Resources"][name]["Properties"]["AssumeRolePolicyDocument"] for name in role]
    assert "aws:SourceAccount" in text(trust)


def test_nobody_reaches_the_task_and_it_is_in_private_subnets(service: dict[str, Any]) -> None:
    network = schedule(service)["Target"]["EcsParameters"]["NetworkConfiguration"]["AwsvpcConfiguration"]
    (group,) = references(network["SecurityGroups"])
    assert "SecurityGroupIngress" not in service["Resources"][group]["Properties"]
    ingress = [each["Properties"] for each in resources(service, "AWS::EC2::SecurityGroupIngress").values()]
    assert not [each for each in ingress if group in references(each["GroupId"])]
    assert [each["Description"] for each in ingress if group in references(each["SourceSecurityGroupId"])]
    assert network["AssignPublicIp"] == "DISABLED"


def test_what_did_not_start_and_what_ended_with_an_error_is_kept_and_nothing_else(service: dict[str, Any]) -> None:
    _, sends = rule(service)
    detail = sends["EventPattern"]["detail"]
    assert references(detail["clusterArn"]) == references(schedule(service)["Target"]["Arn"])
    assert detail["lastStatus"] == ["STOPPED"]
    assert detail["$or"] == [
        {"stopCode": ["TaskFailedToStart"]},
        {"containers": {"exitCode": [{"anything-but": [0]}]}},
    ]
    assert service["Resources"][failed(service)]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


@every_environment
def test_the_queue_is_encrypted_and_both_that_send_to_it_may(environment: Environment) -> None:
    templates = deployed(environment)
    service, queue = templates["service"], failed(templates["service"])
    assert service["Resources"][queue]["Properties"]["KmsMasterKeyId"]
    policies = properties(service, "AWS::SQS::QueuePolicy")
    (policy,) = [each["PolicyDocument"]["Statement"] for each in policies if queue in references(each["Queues"])]
    (event,) = [each for each in policy if each["Effect"] == "Allow"]
    assert (event["Principal"], event["Action"]) == ({"Service": "events.amazonaws.com"}, "sqs:SendMessage")
    assert references(event["Condition"]) == {rule(service)[0]}
    (key,) = properties(templates["data"], "AWS::KMS::Key")
    lets = [each for each in key["KeyPolicy"]["Statement"] if "events.amazonaws.com" in text(each["Principal"])]
    assert "kms:GenerateDataKey" in text(lets)
    role = references(schedule(service)["Target"]["RoleArn"])
    rights = {action for name, each in statements(service) if {name} == role for action in as_list(each["Action"])}
    assert {"sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"} <= rights


@every_environment
def test_a_run_that_failed_tells_people_and_rolls_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    alarms = properties(service, "AWS::CloudWatch::Alarm")
    (told,) = [alarm for alarm in alarms if references(alarm.get("Dimensions", [])) == {failed(service)}]
    assert told["AlarmActions"] and told not in health_alarms(service)
