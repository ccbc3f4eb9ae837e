"""What the templates promise about the worker on the queue of parcels."""

from typing import Any

import pytest

from environments import SANDBOX
from tests.support.cloudformation import as_list, health_alarms, properties, references, resources, statements, text
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

HANDLER = "parcels_worker.handler.handler"


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def worker(service: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the function."""
    functions = resources(service, "AWS::Lambda::Function").items()
    ((name, found),) = [(name, each) for name, each in functions if each["Properties"]["Handler"] == HANDLER]
    return name, found["Properties"]


def mapping(service: dict[str, Any]) -> dict[str, Any]:
    """What takes messages off the queue."""
    name, _ = worker(service)
    mappings = properties(service, "AWS::Lambda::EventSourceMapping")
    (found,) = [each for each in mappings if name in references(each["FunctionName"])]
    return found


def queues(service: dict[str, Any]) -> tuple[str, str]:
    """Logical ids of the queue and of its dead-letter queue."""
    (queue,) = references(mapping(service)["EventSourceArn"])
    (failed,) = references(service["Resources"][queue]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"])
    return queue, failed


def test_a_message_that_fails_is_kept_for_two_weeks_and_the_others_of_its_batch_are_done(
    service: dict[str, Any],
) -> None:
    queue, failed = (service["Resources"][name]["Properties"] for name in queues(service))
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 5
    assert failed["MessageRetentionPeriod"] == 14 * 24 * 60 * 60
    assert mapping(service)["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_message_is_not_delivered_again_while_it_is_worked_on(service: dict[str, Any]) -> None:
    queue, _ = queues(service)
    assert service["Resources"][queue]["Properties"]["VisibilityTimeout"] >= 6 * worker(service)[1]["Timeout"]


def test_the_worker_leaves_concurrency_to_the_api(service: dict[str, Any]) -> None:
    assert mapping(service)["ScalingConfig"]["MaximumConcurrency"] <= 10


@every_environment
def test_the_queues_are_encrypted_with_the_key_of_the_environment_and_refuse_plain_http(
    environment: Environment,
) -> None:
    service = deployed(environment)["service"]
    policies = properties(service, "AWS::SQS::QueuePolicy")
    for name in queues(service):
        assert service["Resources"][name]["Properties"]["KmsMasterKeyId"]
        (policy,) = [each for each in policies if name in references(each["Queues"])]
        (denied,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert "aws:SecureTransport" in text(denied)


def test_the_worker_may_take_messages_of_its_queue_and_send_none(service: dict[str, Any]) -> None:
    queue, _ = queues(service)
    role = references(worker(service)[1]["Role"])
    allowed = [each for name, each in statements(service) if {name} == role]
    actions = {
        action: references(each["Resource"])
        for each in allowed
        for action in as_list(each["Action"])
        if action.startswith("sqs:")
    }
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage"} <= set(actions)
    assert "sqs:SendMessage" not in actions
    assert set().union(*actions.values()) == {queue}
    assert "kms:Decrypt" in {action for each in allowed for action in as_list(each["Action"])}


@every_environment
def test_a_failed_message_and_an_error_of_the_worker_roll_a_deployment_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    name, _ = worker(service)
    _, failed = queues(service)
    watched = [(alarm["MetricName"], references(alarm["Dimensions"])) for alarm in health_alarms(service)]
    assert ("ApproximateNumberOfMessagesVisible", {failed}) in watched
    assert ("Errors", {name}) in watched


@every_environment
def test_a_slow_worker_tells_people_and_rolls_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    queue, _ = queues(service)
    alarms = properties(service, "AWS::CloudWatch::Alarm")
    on_age = [alarm for alarm in alarms if alarm.get("MetricName") == "ApproximateAgeOfOldestMessage"]
    (slow,) = [alarm for alarm in on_age if references(alarm["Dimensions"]) == {queue}]
    assert slow not in health_alarms(service)
    assert slow["AlarmActions"]
