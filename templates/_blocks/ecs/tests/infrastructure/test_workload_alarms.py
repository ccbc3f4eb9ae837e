"""What is watched, from where it is known, and who hears of it."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch

from environments import SANDBOX
from monitoring.health_alarm import MINUTE, MOST_ALARMS, health_alarm
from settings.configuration import ConfigurationError
from tests.support.choices import CODEDEPLOY, LINEAR, SHIFTING
from tests.support.cloudformation import Template, health_alarms, properties, references, resources, text
from tests.support.synthesis import PROJECT, every_environment
from tests.support.tasks import OF_THE_LOAD_BALANCER, delivered, of_construct
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.service.codedeploy import CodeDeployDelivery
from workload.service.hook_functions import REFUSED

TOPIC = "AWS::SNS::Topic"


def alerted(service: Template) -> set[str]:
    """The topic that hears of the alarms; a team may have others."""
    topics = [references(alarm["AlarmActions"]) for alarm in health_alarms(service)]
    assert topics
    return set.intersection(*topics)


def policies(service: Template, topics: set[str]) -> list[dict[str, Any]]:
    found = resources(service, "AWS::SNS::TopicPolicy").values()
    return [each["Properties"] for each in found if topics & references(each["Properties"]["Topics"])]


@every_environment
def test_each_target_group_is_watched_since_either_may_hold_the_new_tasks(environment: Environment) -> None:
    service = deployed(environment)["service"]
    health = health_alarms(service)
    groups = set(of_construct(service, "AWS::ElasticLoadBalancingV2::TargetGroup", OF_THE_LOAD_BALANCER))
    for group in groups:
        watching = [alarm for alarm in health if group in references(alarm)]
        assert any("UnHealthyHostCount" in text(alarm) for alarm in watching)
        # Alone: the errors of a canary would drown in the requests to the other group.
        alone = [text(alarm) for alarm in watching if groups & references(alarm) == {group}]
        assert any("HTTPCode_Target_5XX_Count" in alarm for alarm in alone)


@every_environment
def test_missing_answers_and_slow_ones_are_watched_at_the_load_balancer(environment: Environment) -> None:
    health = health_alarms(deployed(environment)["service"])
    assert "HTTPCode_ELB_5XX_Count" in {alarm.get("MetricName") for alarm in health}
    slow = [alarm for alarm in health if alarm.get("MetricName") == "TargetResponseTime"]
    assert ("p99", environment.p99_milliseconds / 1000) in {
        (alarm.get("ExtendedStatistic"), alarm["Threshold"]) for alarm in slow
    }


@pytest.mark.parametrize("environment", [SHIFTING, CODEDEPLOY], ids=lambda each: each.name)
def test_a_hook_that_crashes_fires_an_alarm(environment: Environment) -> None:
    service = deployed(environment)["service"]
    crashes = [text(alarm.get("Metrics")).count('"MetricName": "Errors"') for alarm in health_alarms(service)]
    assert 2 in crashes


def test_what_a_hook_logs_when_it_refuses_is_what_is_counted() -> None:
    logged = (PROJECT / "workload/service/hooks/release_hooks/release_test.py").read_text("utf-8")
    filters = properties(deployed(SHIFTING)["service"], "AWS::Logs::MetricFilter")
    counted = [each for each in filters if each["FilterPattern"] == f'{{ $.message = "{REFUSED}" }}']
    assert len(counted) == 2
    assert f'logger.exception("{REFUSED}"' in logged


@every_environment
def test_tasks_that_do_not_start_or_end_by_themselves_take_a_deployment_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    stopped = of_construct(service, "AWS::Events::Rule", "Health")
    (rule,) = (name for name, each in stopped.items() if "stopCode" in text(each["Properties"]))
    (alarm,) = (each for each in health_alarms(service) if {rule} == references(each.get("Dimensions", [])))
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("AWS/Events", "TriggeredRules", 2)
    cluster = references(delivered(service)[1]["Cluster"])
    pattern = service["Resources"][rule]["Properties"]["EventPattern"]["detail"]
    assert references(pattern["clusterArn"]) == cluster
    assert pattern["stopCode"] == ["TaskFailedToStart", "EssentialContainerExited"]


def test_a_refusal_is_counted_but_for_codedeploy_where_it_would_stop_the_way_back() -> None:
    def counted(environment: Environment) -> str:
        alarms = health_alarms(deployed(environment)["service"])
        return text([alarm for alarm in alarms if "A hook" in alarm["AlarmDescription"]])

    for name in ("PreTrafficFailed", "PostTrafficFailed"):
        assert name in counted(SHIFTING)
        assert name not in counted(CODEDEPLOY)


@pytest.mark.parametrize(
    ("environment", "event"),
    [(SHIFTING, "SERVICE_DEPLOYMENT_FAILED"), (CODEDEPLOY, "CodeDeploy Deployment State-change Notification")],
    ids=["ecs", "codedeploy"],
)
def test_a_deployment_that_failed_reaches_people(environment: Environment, event: str) -> None:
    service = deployed(environment)["service"]
    topics = alerted(service)
    rules = [rule for rule in properties(service, "AWS::Events::Rule") if event in text(rule)]
    assert rules
    assert all(topics == references([target["Arn"] for target in rule["Targets"]]) for rule in rules)
    assert "events.amazonaws.com" in text(policies(service, topics))


@every_environment
def test_a_stack_that_cloudformation_takes_back_reaches_people(environment: Environment) -> None:
    service = deployed(environment)["service"]
    (rule,) = (each for each in properties(service, "AWS::Events::Rule") if "stack-id" in text(each))
    assert rule["EventPattern"]["detail"]["stack-id"] == [{"Ref": "AWS::StackId"}]
    assert references([target["Arn"] for target in rule["Targets"]]) == alerted(service)


def test_every_topic_is_encrypted_and_refuses_plain_http() -> None:
    service = deployed(SANDBOX)["service"]
    for name, topic in resources(service, TOPIC).items():
        assert topic.get("Properties", {}).get("KmsMasterKeyId"), f"{name}: master_key=…"
        assert "aws:SecureTransport" in text(policies(service, {name})), f"{name}: enforce_ssl=True"


def test_the_dashboard_shows_what_users_feel_before_the_resources() -> None:
    for dashboard in of_construct(deployed(SANDBOX)["service"], "AWS::CloudWatch::Dashboard", "Overview").values():
        body = text(dashboard["Properties"]["DashboardBody"])
        assert body.index("What users feel") < body.index("# Resources")


def test_a_slower_limit_reaches_the_alarm() -> None:
    service = deployed(LINEAR)["service"]
    assert 0.321 in [alarm["Threshold"] for alarm in health_alarms(service)]


def test_more_health_alarms_than_codedeploy_watches_are_refused_before_anything_is_made() -> None:
    stack = cdk.Stack()
    nothing: Any = None
    metric = cloudwatch.Metric(namespace="test", metric_name="Failed", period=MINUTE)
    alarms = [
        health_alarm(stack, f"Alarm{each}", metric, threshold=1, description="") for each in range(MOST_ALARMS + 1)
    ]

    def deliver(id: str, health_alarms: list[cloudwatch.Alarm]) -> None:
        CodeDeployDelivery(
            stack,
            id,
            environment=CODEDEPLOY,
            capacity=nothing,
            tasks=nothing,
            load_balancer=nothing,
            hooks=nothing,
            health_alarms=health_alarms,
        )

    with pytest.raises(ConfigurationError, match=f"{CODEDEPLOY.name}: 11, and CodeDeploy watches at most 10"):
        deliver("Eleven", alarms)
    with pytest.raises(AssertionError, match="always shifts traffic"):
        deliver("Ten", alarms[:-1])
