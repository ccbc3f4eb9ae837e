"""What is watched, from where it is known, and who hears of it."""

from typing import Any

from environments import SANDBOX
from tests.support.choices import GUARDED
from tests.support.cloudformation import health_alarms, properties, references, resources, text
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

ALARM, TOPIC = "AWS::CloudWatch::Alarm", "AWS::SNS::Topic"


def dimensions(alarm: dict[str, Any]) -> dict[str, Any]:
    return {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]}


@every_environment
def test_the_new_version_alone_is_watched(environment: Environment) -> None:
    service = deployed(environment)["service"]
    alone = [dimensions(alarm) for alarm in health_alarms(service) if "ExecutedVersion" in dimensions(alarm)]
    assert len(alone) == 1
    assert set(alone[0]) == {"FunctionName", "Resource", "ExecutedVersion"}
    assert references(alone[0]["ExecutedVersion"]) == set(resources(service, "AWS::Lambda::Version"))


@every_environment
def test_errors_duration_and_throttles_are_watched_on_the_alias(environment: Environment) -> None:
    service = deployed(environment)["service"]
    alarms = [alarm for alarm in health_alarms(service) if set(dimensions(alarm)) == {"FunctionName", "Resource"}]
    on_alias = {alarm["MetricName"]: alarm for alarm in alarms}
    assert set(on_alias) == {"Errors", "Duration", "Throttles"}
    for alarm in on_alias.values():
        assert ":live" in text(dimensions(alarm)["Resource"])
        assert alarm["Namespace"] == "AWS/Lambda"
    assert on_alias["Duration"]["ExtendedStatistic"] == "p99"
    assert on_alias["Duration"]["Threshold"] == environment.p99_milliseconds


@every_environment
def test_failures_of_api_and_tables_tell_a_person_but_roll_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    health = health_alarms(service)
    others = [alarm for alarm in properties(service, ALARM) if alarm not in health]
    for metric in ("5xx", "ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"):
        assert metric in text(others)
    assert len(others) == 7


def test_the_topic_is_encrypted_refuses_plain_http_and_lets_cloudwatch_in() -> None:
    service = deployed(SANDBOX)["service"]
    (topic,) = properties(service, TOPIC)
    (policy,) = properties(service, "AWS::SNS::TopicPolicy")
    effects = {statement["Effect"]: text(statement) for statement in policy["PolicyDocument"]["Statement"]}
    assert topic["KmsMasterKeyId"]
    assert "aws:SecureTransport" in effects["Deny"]
    assert "cloudwatch.amazonaws.com" in effects["Allow"]
    assert "aws:SourceAccount" in effects["Allow"]


def test_the_dashboard_shows_what_users_feel_before_the_resources() -> None:
    (dashboard,) = properties(deployed(SANDBOX)["service"], "AWS::CloudWatch::Dashboard")
    body = text(dashboard["DashboardBody"])
    assert body.index("What users feel") < body.index("OrdersPlaced") < body.index("# Resources")
    assert "AWS/DynamoDB" in body[body.index("# Resources") :]


def test_a_slower_limit_reaches_the_alarm() -> None:
    service = deployed(GUARDED)["service"]
    assert 321 in [alarm["Threshold"] for alarm in health_alarms(service)]
