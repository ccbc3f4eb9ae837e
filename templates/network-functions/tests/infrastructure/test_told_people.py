"""What people see and hear of the network function: its dashboard, mails beside alarms, entries of the runbook."""

import re
from dataclasses import replace
from typing import Any

import pytest

from environments import SANDBOX
from tests.support.alarms import ALARM
from tests.support.choices import BLUE_GREEN, EVERY_CHOICE, VNF_FILTER
from tests.support.cloudformation import Template, health_alarms, properties, references, resources, text
from tests.support.synthesis import PROJECT, every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment, Shape

every_choice = pytest.mark.parametrize("environment", EVERY_CHOICE, ids=lambda each: each.name)


@every_choice
def test_the_dashboard_shows_packets_before_resources_and_drops_by_rule(environment: Environment) -> None:
    dashboards = [text(each) for each in properties(deployed(environment)["service"], "AWS::CloudWatch::Dashboard")]
    (body,) = (each for each in dashboards if "What users feel" in each)
    assert body.index("Packets a minute") < body.index("# Resources") < body.index("SEARCH(")
    for metric in (
        "DroppedPackets",
        "NatPortUse",
        "SoftirqCpu",
        "UnHealthyHostCount",
        "NewFlowCount",
        "PoliciesChanged",
    ):
        assert metric in body


@every_choice
def test_a_deployment_that_failed_reaches_the_people_who_hear_of_alarms(environment: Environment) -> None:
    service = deployed(environment)["service"]
    topic = references([alarm["AlarmActions"] for alarm in health_alarms(service)])
    by = "SERVICE_DEPLOYMENT_FAILED" if environment.shape is Shape.CNF else "CodeDeploy Deployment State-change"
    for event in (by, "UPDATE_ROLLBACK_FAILED"):
        (rule,) = (each for each in properties(service, "AWS::Events::Rule") if event in text(each["EventPattern"]))
        assert references([target["Arn"] for target in rule["Targets"]]) == topic


def test_a_deployment_that_waits_reaches_the_people_who_hear_of_alarms() -> None:
    service = deployed(replace(BLUE_GREEN, name="paused", pause_minutes=60))["service"]
    topic = references([alarm["AlarmActions"] for alarm in health_alarms(service)])
    (rule,) = (each for each in properties(service, "AWS::Events::Rule") if "HOOK_AWAITING_ACTION" in text(each))
    assert rule["EventPattern"]["detail-type"] == ["ECS Hook State Change"]
    (told,) = rule["Targets"]
    assert references(told["Arn"]) == topic
    assert "make continue-deployment ENVIRONMENT=paused ROLLBACK=yes" in text(told)
    assert "HOOK_AWAITING_ACTION" not in text(deployed(BLUE_GREEN)["service"])


def test_instances_that_do_not_start_reach_people() -> None:
    service = deployed(VNF_FILTER)["service"]
    (rule,) = (each for each in properties(service, "AWS::Events::Rule") if "Launch Unsuccessful" in text(each))
    group = references(rule["EventPattern"]["detail"]["AutoScalingGroupName"])
    assert group <= set(resources(service, "AWS::AutoScaling::AutoScalingGroup"))


@every_environment
def test_the_runbook_has_an_entry_for_every_alarm(environment: Environment) -> None:
    # It is written for the answers of this repository, so other choices have other alarms than it explains.
    assert not without_entry(deployed(environment)["service"])


def test_an_alarm_that_the_runbook_does_not_know_is_seen() -> None:
    service = deployed(SANDBOX)["service"]
    name, alarm = next(iter(resources(service, ALARM).items()))
    assert name.startswith("Health")
    more = {**service["Resources"], "HealthFlooded0A1B2C3D": alarm}
    assert without_entry({**service, "Resources": more}) == {"Flooded"}


def without_entry(service: Template) -> set[str]:
    """The alarms of the template whose names are in the first column of no table of the runbook."""
    runbook = (PROJECT / "docs" / "runbook.md").read_text("utf-8")
    entries = re.findall(r"\w+", " ".join(re.findall(r"^\| ([^|]+) \|", runbook, re.MULTILINE)))
    return {for_people(*each) for each in resources(service, ALARM).items()} - {"", *entries}


def for_people(id: str, alarm: dict[str, Any]) -> str:
    """`Cpu` of a health alarm, `NatPorts` of one in the dashboard, and nothing for an alarm of the team."""
    if id.startswith("Overview"):
        return str(alarm["Properties"]["AlarmName"]).split("-")[-2]
    found = re.fullmatch(r"Health(\w+?)[0-9A-F]{8}", id)
    # There is one for each port.
    return re.sub(r"\d+", "", found[1]) if found else ""
