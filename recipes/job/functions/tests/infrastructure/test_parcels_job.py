"""What the templates promise about the job for parcels."""

import json
from typing import Any

import pytest

from environments import SANDBOX
from tests.support.cloudformation import as_list, health_alarms, properties, references, resources, statements, text
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

HANDLER = "parcels_job.handler.handler"


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def job(service: dict[str, Any]) -> str:
    """Logical id of the function."""
    functions = resources(service, "AWS::Lambda::Function").items()
    (name,) = [name for name, each in functions if each["Properties"]["Handler"] == HANDLER]
    return name


def schedule(service: dict[str, Any]) -> dict[str, Any]:
    """What starts it."""
    (found,) = [
        each
        for each in properties(service, "AWS::Scheduler::Schedule")
        if references(each["Target"]["Arn"]) == {job(service)}
    ]
    return found


def failed(service: dict[str, Any]) -> str:
    """Logical id of the queue with the starts that failed."""
    (name,) = references(schedule(service)["Target"]["DeadLetterConfig"])
    return name


def test_the_job_starts_on_time_and_knows_which_time_was_due(service: dict[str, Any]) -> None:
    assert schedule(service)["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert json.loads(schedule(service)["Target"]["Input"]) == {"due": "<aws.scheduler.scheduled-time>"}


def test_a_start_that_failed_in_all_attempts_is_kept(service: dict[str, Any]) -> None:
    (attempts,) = [
        each
        for each in properties(service, "AWS::Lambda::EventInvokeConfig")
        if references(each["FunctionName"]) == {job(service)}
    ]
    assert attempts["MaximumRetryAttempts"] == 2
    assert references(attempts["DestinationConfig"]["OnFailure"]) == {failed(service)}
    assert service["Resources"][failed(service)]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_the_schedule_may_start_this_function_and_nothing_else(service: dict[str, Any]) -> None:
    role = references(schedule(service)["Target"]["RoleArn"])
    allowed = [each for name, each in statements(service) if {name} == role]
    invoked = [each for each in allowed if "lambda:InvokeFunction" in as_list(each["Action"])]
    assert [references(each["Resource"]) for each in invoked] == [{job(service)}]
    assert len(as_list(invoked[0]["Resource"])) == 1
    trust = [service["Resources"][name]["Properties"]["AssumeRolePolicyDocument"] for name in role]
    assert "aws:SourceAccount" in text(trust)


@every_environment
def test_the_queue_is_encrypted_and_both_that_send_to_it_may(environment: Environment) -> None:
    service = deployed(environment)["service"]
    queue = failed(service)
    assert service["Resources"][queue]["Properties"]["KmsMasterKeyId"]
    senders = {
        name
        for name, each in statements(service)
        if "sqs:SendMessage" in as_list(each["Action"]) and queue in references(each["Resource"])
    }
    function = service["Resources"][job(service)]["Properties"]
    assert senders == references(function["Role"]) | references(schedule(service)["Target"]["RoleArn"])
    keys = {name for name, each in statements(service) if "kms:GenerateDataKey" in text(each["Action"])}
    assert senders <= keys, "who sends to an encrypted queue needs its key"


@every_environment
def test_a_job_that_failed_rolls_a_deployment_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    watched = [references(alarm["Dimensions"]) for alarm in health_alarms(service) if "Dimensions" in alarm]
    assert {failed(service)} in watched
