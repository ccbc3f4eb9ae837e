"""What is watched at the router, and that a legacy system that fails keeps no release from users."""

from typing import Any

import pytest

from router.metrics import OF_ALL, OTHER, Count, RoutesCount
from router.operations import OPERATIONS
from tests.support.choices import LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import Template, health_alarms, health_alarms_by_name, properties, references, text
from tests.support.router_templates import OF_THE_ROUTER
from tests.support.synthesis import every_environment
from tests.support.tasks import entrance, of_construct
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import deployment_name

ALARM, GROUP = "AWS::CloudWatch::Alarm", "AWS::ElasticLoadBalancingV2::TargetGroup"
COMPARED = {Count.MISMATCHES, Count.SHADOW_FAILED, Count.SHADOW_DROPPED, Count.WITHOUT_KEY, Count.LEGACY_FAILED}


def told(template: Template) -> list[dict[str, Any]]:
    """The alarms that roll nothing back."""
    health = health_alarms(template)
    return [alarm for alarm in properties(template, ALARM) if alarm not in health]


def watched(template: Template, environment: Environment) -> set[tuple[str, str]]:
    """Metric and operation of each alarm of the router that tells people; no operation: empty."""
    found = set()
    for alarm in told(template):
        by = {each["Name"]: each["Value"] for each in alarm.get("Dimensions", ())}
        if by.get("Environment") == environment.name and alarm.get("Namespace") == deployment_name(environment):
            found.add((alarm["MetricName"], by.get("Operation", "")))
    return found


def test_each_operation_is_watched_by_itself() -> None:
    found = watched(deployed(ROLLING)["service"], ROLLING)
    for operation in OPERATIONS:
        assert {(count.value, operation.name) for count in (*COMPARED, Count.NEW_FAILED)} <= found
    assert (Count.LEGACY_FAILED.value, OTHER) in found, "what belongs to no operation goes to the legacy system too"
    assert {(count.value, "") for count in RoutesCount} <= found


def test_without_a_legacy_system_nothing_is_compared_and_nothing_watches_that() -> None:
    found = watched(deployed(SHIFTING)["service"], SHIFTING)
    assert not {name for name, _ in found} & {count.value for count in COMPARED}
    assert {name for name, _ in found} >= {Count.NEW_FAILED.value, *(count.value for count in RoutesCount)}


@every_environment
def test_every_alarm_of_the_router_tells_people_and_is_quiet_without_requests(environment: Environment) -> None:
    template = deployed(environment)["service"]
    topics = [references(alarm["AlarmActions"]) for alarm in health_alarms(template)]
    for id, alarm in of_construct(template, ALARM, OF_THE_ROUTER).items():
        assert references(alarm["Properties"].get("AlarmActions", [])) == topics[0], id
        assert alarm["Properties"]["TreatMissingData"] == "notBreaching", id


@pytest.mark.parametrize("environment", [ROLLING, SHIFTING, LINEAR], ids=lambda each: each.name)
def test_a_router_that_fails_takes_a_deployment_back(environment: Environment) -> None:
    template = deployed(environment)["service"]
    mine = {name: alarm for name, alarm in health_alarms_by_name(template).items() if name.startswith(OF_THE_ROUTER)}
    (group,) = of_construct(template, GROUP, OF_THE_ROUTER)
    users_reach, _ = entrance(template)
    looked_at = [(alarm.get("MetricName"), references(alarm.get("Dimensions", []))) for alarm in mine.values()]
    assert any("UnHealthyHostCount" in text(alarm) and group in references(alarm) for alarm in health_alarms(template))
    assert ("HTTPCode_ELB_5XX_Count", {users_reach}) in looked_at
    shares = [text(alarm["Metrics"]) for alarm in mine.values() if "Metrics" in alarm]
    assert any(Count.ROUTER_FAILED.value in share and Count.NEW_FAILED.value in share for share in shares)


def test_a_new_service_that_answers_none_of_its_few_requests_does_not_drown_in_those_to_the_legacy_system() -> None:
    alarms = properties(deployed(ROLLING)["service"], ALARM)
    (share,) = [each["Metrics"] for each in alarms if f'"{Count.ROUTER_FAILED.value}"' in text(each.get("Metrics"))]
    named = {each["MetricStat"]["Metric"]["MetricName"]: each["Id"] for each in share if "MetricStat" in each}
    assert set(named) == {count.value for count in OF_ALL}
    (expression,) = [each["Expression"] for each in share if "Expression" in each]
    moved, failed = named[Count.TO_NEW.value], named[Count.NEW_FAILED.value]
    assert f"100 * FILL({failed}, 0) / {moved}" in expression


@pytest.mark.parametrize("environment", [ROLLING, SHIFTING, LINEAR], ids=lambda each: each.name)
def test_a_legacy_system_that_fails_or_differs_keeps_no_release_from_users(environment: Environment) -> None:
    template = deployed(environment)["service"]
    health = text(health_alarms(template))
    assert not [count for count in COMPARED if f'"{count.value}"' in health]
    # The load balancer of users counts the errors that the legacy system answers.
    users_reach, _ = entrance(template)
    own = [alarm for alarm in health_alarms(template) if users_reach in references(alarm)]
    (group,) = of_construct(template, GROUP, OF_THE_ROUTER)
    own += [alarm for alarm in health_alarms(template) if group in references(alarm)]
    assert "HTTPCode_Target_5XX_Count" not in text(own) and "TargetResponseTime" not in text(own)
