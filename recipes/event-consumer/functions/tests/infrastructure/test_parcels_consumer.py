"""What the templates promise about the consumer of events of parcels."""

import json
from pathlib import Path
from typing import Any

import pytest
from moto.events.models import EventPattern

from environments import ENVIRONMENTS, SANDBOX
from tests.support.cloudformation import (
    as_list,
    health_alarms,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
)
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

HANDLER = "parcels_consumer.handler.handler"
# The same event that the unit tests give to the function.
EVENT_FILE = Path(__file__).parents[1] / "unit/parcels_consumer/parcels_event.json"
EVENT: dict[str, Any] = json.loads(EVENT_FILE.read_text("utf-8"))
TWO_WEEKS = 14 * 24 * 60 * 60


@pytest.fixture
def service() -> dict[str, Any]:
    return deployed(SANDBOX)["service"]


def consumer(service: dict[str, Any]) -> str:
    """Logical id of the function."""
    functions = resources(service, "AWS::Lambda::Function").items()
    (name,) = [name for name, each in functions if each["Properties"]["Handler"] == HANDLER]
    return name


def rule(service: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The rule that starts it: logical id, properties, and its only target."""
    for name, each in resources(service, "AWS::Events::Rule").items():
        (target,) = each["Properties"]["Targets"]
        if references(target["Arn"]) == {consumer(service)}:
            return name, each["Properties"], target
    raise AssertionError("no rule starts the function")


def failed(service: dict[str, Any]) -> str:
    """Logical id of the dead-letter queue."""
    (name,) = references(rule(service)[2]["DeadLetterConfig"])
    return name


def lets_through(service: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether the rule starts the function with `event`."""
    return EventPattern.load(json.dumps(rule(service)[1]["EventPattern"])).matches_event(event)


def test_the_event_of_the_unit_tests_starts_the_function(service: dict[str, Any]) -> None:
    assert lets_through(service, EVENT)
    assert lets_through(service, EVENT | {"detail": {"id": "of another form", "more": [1]}})


@pytest.mark.parametrize(
    "other",
    [
        {"source": "aws.s3"},
        {"source": "parcels.of.others"},
        {"source": ""},
        {"detail-type": "Parcels changed again"},
        {"detail-type": "parcels changed"},
        {"source": "Parcels changed", "detail-type": "parcels"},
    ],
)
def test_another_event_does_not(service: dict[str, Any], other: dict[str, str]) -> None:
    assert not lets_through(service, EVENT | other)


@pytest.mark.parametrize("missing", ["source", "detail-type"])
def test_an_event_that_says_less_does_not(service: dict[str, Any], missing: str) -> None:
    assert not lets_through(service, {key: value for key, value in EVENT.items() if key != missing})


def test_each_environment_has_a_bus_of_its_own_so_that_one_account_may_hold_them_all() -> None:
    buses = []
    for environment in (*ENVIRONMENTS, SANDBOX):
        service = deployed(environment)["service"]
        (bus,) = references(rule(service)[1]["EventBusName"])
        buses.append(in_words(service["Resources"][bus]["Properties"]["Name"]))
    assert len(buses) == len(set(buses))


def test_an_event_is_tried_for_hours_and_then_kept_for_two_weeks(service: dict[str, Any]) -> None:
    (attempts,) = [
        each
        for each in properties(service, "AWS::Lambda::EventInvokeConfig")
        if references(each["FunctionName"]) == {consumer(service)}
    ]
    assert attempts["MaximumRetryAttempts"] == 2
    assert references(attempts["DestinationConfig"]["OnFailure"]) == {failed(service)}
    assert rule(service)[2]["RetryPolicy"]["MaximumEventAgeInSeconds"] == attempts["MaximumEventAgeInSeconds"] == 21600
    assert service["Resources"][failed(service)]["Properties"]["MessageRetentionPeriod"] == TWO_WEEKS


def test_no_other_rule_may_start_the_function_or_send_to_its_dead_letter_queue(service: dict[str, Any]) -> None:
    name, _, _ = rule(service)
    (permission,) = [
        each
        for each in properties(service, "AWS::Lambda::Permission")
        if consumer(service) in references(each["FunctionName"])
    ]
    assert permission["Principal"] == "events.amazonaws.com"
    assert references(permission["SourceArn"]) == {name}
    allowed, denied = policies_of_the_queue(service)
    assert [each["Principal"] for each in allowed] == [{"Service": "events.amazonaws.com"}]
    assert [as_list(each["Action"]) for each in allowed] == [["sqs:SendMessage"]]
    assert references(allowed[0]["Condition"]["ArnEquals"]) == {name}
    assert ["aws:SecureTransport" in text(each["Condition"]) for each in denied] == [True]


def policies_of_the_queue(service: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the policy of the dead-letter queue allows, and what it denies."""
    (policy,) = [
        each for each in properties(service, "AWS::SQS::QueuePolicy") if failed(service) in references(each["Queues"])
    ]
    every = policy["PolicyDocument"]["Statement"]
    return [each for each in every if each["Effect"] == "Allow"], [each for each in every if each["Effect"] == "Deny"]


@every_environment
def test_the_dead_letter_queue_is_encrypted_with_a_key_that_eventbridge_may_use(environment: Environment) -> None:
    service = deployed(environment)["service"]
    queue = service["Resources"][failed(service)]["Properties"]
    assert queue["SqsManagedSseEnabled"] is True
    assert "KmsMasterKeyId" not in queue, "EventBridge may not use the key of the environment, and would lose the event"


@every_environment
def test_the_function_may_remember_ids_and_send_what_failed_and_no_more(environment: Environment) -> None:
    service = deployed(environment)["service"]
    role = references(service["Resources"][consumer(service)]["Properties"]["Role"])
    allowed = [each for name, each in statements(service) if {name} == role]
    actions = {action for each in allowed for action in as_list(each["Action"])}
    assert {action for action in actions if action.startswith(("dynamodb:", "sqs:"))} == {
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "sqs:SendMessage",
    }
    (sends,) = [each for each in allowed if "sqs:SendMessage" in as_list(each["Action"])]
    assert references(sends["Resource"]) == {failed(service)}


@every_environment
def test_an_error_and_a_kept_event_roll_a_deployment_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    watched = [(alarm["MetricName"], references(alarm.get("Dimensions"))) for alarm in health_alarms(service)]
    assert ("Errors", {consumer(service)}) in watched
    assert ("ApproximateNumberOfMessagesVisible", {failed(service)}) in watched


def dimensions(alarm: dict[str, Any]) -> dict[str, Any]:
    """What the metric of the alarm belongs to, by name."""
    return {each["Name"]: each["Value"] for each in alarm["Dimensions"]}


@every_environment
def test_an_event_that_the_rule_cannot_hand_over_is_told_and_rolls_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    _, described, _ = rule(service)
    alarms = [each for each in properties(service, "AWS::CloudWatch::Alarm") if each.get("Namespace") == "AWS/Events"]
    # Each consumer has such an alarm, for the rule of its own.
    (told,) = [each for each in alarms if dimensions(each).get("RuleName") == described["Name"]]
    assert told["MetricName"] == "FailedInvocations"
    # Metrics of a rule on a bus of one's own have both; with the rule alone they are those of the default bus.
    assert dimensions(told) == {"EventBusName": described["EventBusName"], "RuleName": described["Name"]}
    assert told["AlarmActions"]
    assert told not in health_alarms(service)
