"""What is watched of the network function, what rolls a deployment back, and what only people hear of."""

import re
from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.alarms import expression_of, metrics_of, others, value_of
from tests.support.choices import CANARY, CNF_FILTER, EVERY_CHOICE, VNF_FILTER
from tests.support.cloudformation import Template, health_alarms, properties, references, resources, text
from tests.support.cnf import variables_of
from tests.support.synthesis import PROJECT
from tests.support.workload_templates import deployed
from workload.environment import Entry, Environment, Shape
from workload.names import deployment_name
from workload.revision import settings

every_choice = pytest.mark.parametrize("environment", EVERY_CHOICE, ids=lambda each: each.name)
RUNTIME = PROJECT / "workload" / "service" / "runtime" / "packet_filter"
# A team has others, with other names.
OURS = re.compile(r"Health[A-Z]|Overview")


def watched(service: Template) -> set[str]:
    """The names of all metrics that health alarms look at."""
    return {metric["MetricName"] for alarm in health_alarms(service) for metric in metrics_of(alarm)}


def of_function(service: Template, environment: Environment) -> list[dict[str, object]]:
    """The metrics of all alarms that the function writes itself."""
    alarms = [*health_alarms(service), *others(service).values()]
    written = [metric for alarm in alarms for metric in metrics_of(alarm)]
    return [each for each in written if each["Namespace"] == deployment_name(environment)]


@every_choice
def test_lost_packets_full_tables_busy_processors_and_sick_targets_roll_back(environment: Environment) -> None:
    wanted = {"ConntrackDrops", "ConntrackInsertFailed", "SessionTableUse", "SoftirqCpu", "UnHealthyHostCount"}
    if environment.entry is Entry.GATEWAY:
        wanted.add("TunnelDrops")
    assert watched(deployed(environment)["service"]) >= wanted


@every_choice
def test_every_target_group_is_watched(environment: Environment) -> None:
    service = deployed(environment)["service"]
    groups = resources(service, "AWS::ElasticLoadBalancingV2::TargetGroup")
    unhealthy = [each for each in health_alarms(service) if "UnHealthyHostCount" in text(each)]
    assert groups
    assert set(groups) <= references(unhealthy)


@every_choice
def test_codedeploy_takes_all_health_alarms_and_leaves_room_for_some_of_the_team(environment: Environment) -> None:
    # Ten is its limit.
    most = 6 if environment.shape is Shape.VNF else 10
    assert 4 <= len(health_alarms(deployed(environment)["service"])) <= most


@every_choice
def test_the_metrics_of_alarms_are_those_that_the_function_writes(environment: Environment) -> None:
    code = (RUNTIME / "measurements.py").read_text("utf-8")
    metrics = of_function(deployed(environment)["service"], environment)
    assert metrics
    for metric in metrics:
        assert f'"{metric["MetricName"]}"' in code
        assert metric["Dimensions"] == [{"Name": "Environment", "Value": environment.name}]


@pytest.mark.parametrize("environment", [VNF_FILTER, CNF_FILTER, CANARY], ids=lambda each: each.name)
def test_the_function_writes_its_metrics_where_the_alarms_look(environment: Environment) -> None:
    variables = variables_of(environment) if environment.shape is Shape.CNF else variables_of_a_vnf(environment)
    (metric, *_) = of_function(deployed(environment)["service"], environment)
    assert (variables["METRICS_NAMESPACE"], variables["ENVIRONMENT_NAME"]) == (metric["Namespace"], environment.name)


def variables_of_a_vnf(environment: Environment) -> Any:
    """What a release brings to the instances."""
    image: Any = SimpleNamespace(uri="repository@sha256:1", digest="sha256:1")
    return settings(environment, defaultdict(lambda: "an output"), image)["variables"]


def test_a_few_lost_packets_are_no_reason_and_a_thousandth_is_one() -> None:
    def share(**lost: float) -> float:
        return value_of(expression_of(alarm), **{"passed": 0, "kernel": 0, "inserts": 0, "tunnel": 0, **lost})

    (alarm,) = (each for each in health_alarms(deployed(VNF_FILTER)["service"]) if "TunnelDrops" in text(each))
    assert share(passed=10, kernel=9) == 0
    assert share(passed=99_900, kernel=50, tunnel=40, inserts=10) == pytest.approx(alarm["Threshold"])
    assert share(passed=1_000_000, kernel=10) < alarm["Threshold"]
    assert share(tunnel=10) == 100


@every_choice
def test_where_there_are_tasks_those_that_fail_take_a_deployment_back(environment: Environment) -> None:
    service = deployed(environment)["service"]
    rules = resources(service, "AWS::Events::Rule")
    counted = [alarm for alarm in health_alarms(service) if "TriggeredRules" in text(alarm)]
    if environment.shape is Shape.VNF:
        assert not counted
        return
    (alarm,) = counted
    (rule,) = references(alarm["Dimensions"])
    pattern = rules[rule]["Properties"]["EventPattern"]["detail"]
    (ecs,) = properties(service, "AWS::ECS::Service")
    assert references(pattern["clusterArn"]) == references(ecs["Cluster"])
    assert pattern["stopCode"] == ["TaskFailedToStart", "EssentialContainerExited"]


@every_choice
def test_trouble_that_no_rollback_mends_tells_people_only(environment: Environment) -> None:
    service = deployed(environment)["service"]
    told = text(list(others(service).values()))
    for metric in ("PolicyRefused", "NatPortUse", "5XXError", "4XXError", "Sessions"):
        assert f'"{metric}"' in told
        assert metric not in watched(service)


@every_choice
def test_what_only_people_hear_of_is_quiet_until_there_is_something_to_count(environment: Environment) -> None:
    for name, alarm in others(deployed(environment)["service"]).items():
        if OURS.match(name):
            assert alarm["TreatMissingData"] == "notBreaching", name
            assert alarm["AlarmActions"], name


def test_fewer_functions_than_there_should_be_are_told() -> None:
    alarms = others(deployed(CNF_FILTER)["service"]).values()
    (few,) = (each for each in alarms if "SampleCount" in text(each))
    # Four functions that each write once a minute, and three.
    assert value_of(expression_of(few), written=20) > few["Threshold"] > value_of(expression_of(few), written=15)
    assert few["ComparisonOperator"] == "LessThanThreshold"


def test_another_name_of_an_environment_is_another_dimension() -> None:
    service = deployed(replace(VNF_FILTER, name="vnf-other"))["service"]
    assert "vnf-filter" not in text(service["Resources"])
