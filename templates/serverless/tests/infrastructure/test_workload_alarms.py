"""What is watched, from where it is known, and who hears of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from environments import SANDBOX
from tests.support.account import Account
from tests.support.choices import GUARDED
from tests.support.cloudformation import health_alarms, properties, references, resources, text
from tests.support.functions import released, versions_of
from tests.support.synthesis import CODE, every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import deployment_name

# Powertools publishes it by itself.
COLD_START = "ColdStart"
ALARM, TOPIC, DASHBOARD = "AWS::CloudWatch::Alarm", "AWS::SNS::Topic", "AWS::CloudWatch::Dashboard"


def dimensions(alarm: dict[str, Any]) -> dict[str, Any]:
    return {dimension["Name"]: dimension["Value"] for dimension in alarm.get("Dimensions", ())}


def watching(service: dict[str, Any], function: str, names: set[str]) -> list[dict[str, Any]]:
    """The health alarms on metrics of a function that have exactly these dimensions."""
    found = [alarm for alarm in health_alarms(service) if set(dimensions(alarm)) == names]
    return [alarm for alarm in found if references(dimensions(alarm)["FunctionName"]) == {function}]


@every_environment
def test_the_new_version_alone_is_watched(environment: Environment) -> None:
    service = deployed(environment)["service"]
    for function in released(service):
        alone = watching(service, function, {"FunctionName", "Resource", "ExecutedVersion"})
        assert alone, f"no health alarm watches the new version of {function} alone"
        for alarm in alone:
            assert references(dimensions(alarm)["ExecutedVersion"]) <= versions_of(service, function)


@every_environment
def test_errors_duration_and_throttles_are_watched_on_the_alias(environment: Environment) -> None:
    service = deployed(environment)["service"]
    for function in released(service):
        alarms = watching(service, function, {"FunctionName", "Resource"})
        on_alias = {alarm["MetricName"]: alarm for alarm in alarms if alarm["Namespace"] == "AWS/Lambda"}
        assert set(on_alias) >= {"Errors", "Duration", "Throttles"}, f"health alarms on the alias of {function}"
        assert all(":live" in text(dimensions(alarm)["Resource"]) for alarm in on_alias.values())
        assert on_alias["Duration"]["ExtendedStatistic"] == "p99"
        assert on_alias["Duration"]["Threshold"] == environment.p99_milliseconds


@every_environment
def test_failures_of_an_api_tell_a_person_but_roll_nothing_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    health = health_alarms(service)
    others = [alarm for alarm in properties(service, ALARM) if alarm not in health]
    on_failures = [alarm for alarm in others if '"5xx"' in text(alarm)]
    assert set(resources(service, "AWS::ApiGatewayV2::Api")) <= references(on_failures)


def test_a_topic_of_alarms_is_encrypted_refuses_plain_http_and_lets_cloudwatch_in() -> None:
    service = deployed(SANDBOX)["service"]
    told = references([alarm.get("AlarmActions", []) for alarm in properties(service, ALARM)])
    topics = {name: topic for name, topic in resources(service, TOPIC).items() if name in told}
    assert topics, "no alarm tells a topic"
    for name, topic in topics.items():
        policies = properties(service, "AWS::SNS::TopicPolicy")
        (policy,) = [policy for policy in policies if name in references(policy["Topics"])]
        effects = {statement["Effect"]: text(statement) for statement in policy["PolicyDocument"]["Statement"]}
        assert topic["Properties"]["KmsMasterKeyId"]
        assert "aws:SecureTransport" in effects["Deny"]
        assert "cloudwatch.amazonaws.com" in effects["Allow"]
        assert "aws:SourceAccount" in effects["Allow"]


def test_the_dashboard_shows_what_users_feel_before_the_resources() -> None:
    bodies = [text(each["DashboardBody"]) for each in properties(deployed(SANDBOX)["service"], DASHBOARD)]
    (body,) = [body for body in bodies if "What users feel" in body]
    assert body.index("What users feel") < body.index("# Resources")


def test_a_slower_limit_reaches_the_alarm() -> None:
    service = deployed(GUARDED)["service"]
    assert 321 in [alarm["Threshold"] for alarm in health_alarms(service)]


@every_environment
def test_every_metric_of_the_service_that_is_shown_or_watched_is_published(environment: Environment) -> None:
    code = "\n".join(file.read_text("utf-8") for file in CODE.rglob("*.py"))
    published = {*re.findall(r"""["'](\w+)["']""", code), COLD_START}
    unknown = sorted(set(metrics_of_the_service(environment)) - published)
    assert not unknown, f"no code in workload/service/runtime publishes the metric {', '.join(unknown)}"


def metrics_of_the_service(environment: Environment) -> Iterator[str]:
    """The names of the metrics in the namespace of this environment, on its dashboards and in its alarms."""
    templates = deployed(environment)
    service, namespace = templates["service"], deployment_name(environment)
    account = Account(environment.region, templates)
    for dashboard in resources(service, DASHBOARD).values():
        body = json.loads(account.value("service", dashboard["Properties"]["DashboardBody"]))
        graphs = [metric for widget in body["widgets"] for metric in widget["properties"].get("metrics", ())]
        yield from (metric[1] for metric in graphs if metric[:1] == [namespace])
    for alarm in resources(service, ALARM).values():
        inner = [
            each["MetricStat"]["Metric"] for each in alarm["Properties"].get("Metrics", ()) if "MetricStat" in each
        ]
        yield from (each["MetricName"] for each in (alarm["Properties"], *inner) if each.get("Namespace") == namespace)
