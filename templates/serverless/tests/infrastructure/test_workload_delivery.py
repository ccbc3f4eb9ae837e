"""How a new version gets its traffic, and what takes it away again."""

from dataclasses import replace
from typing import Any, Literal

import pytest

from environments import SANDBOX
from settings.delivery import Delivery
from tests.support.choices import GUARDED
from tests.support.cloudformation import (
    properties,
    references,
    resources,
    statements,
    text,
    waiting_in_a_circle,
)
from tests.support.functions import (
    AFTER,
    BEFORE,
    aliases,
    hooks,
    of_the_package,
    released,
    variables,
    versions_of,
)
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import LONGEST_FUNCTION_NAME, hook_name

HOOKS: tuple[Literal["pre", "post"], ...] = ("pre", "post")
CONFIG, GROUP = "AWS::CodeDeploy::DeploymentConfig", "AWS::CodeDeploy::DeploymentGroup"
PREFIX = '"CodeDeployHook_'
# Quotas of CodeDeploy: alarms of a deployment group.
MOST_ALARMS = 10


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (Delivery.all_at_once(), {"Type": "AllAtOnce"}),
        (
            Delivery.canary(percent=10, minutes=5),
            {"Type": "TimeBasedCanary", "TimeBasedCanary": {"CanaryPercentage": 10, "CanaryInterval": 5}},
        ),
        (
            Delivery.linear(percent=20, minutes=3),
            {"Type": "TimeBasedLinear", "TimeBasedLinear": {"LinearPercentage": 20, "LinearInterval": 3}},
        ),
    ],
    ids=["all at once", "canary", "linear"],
)
def test_the_strategy_reaches_codedeploy(delivery: Delivery, expected: dict[str, Any]) -> None:
    service = deployed(replace(SANDBOX, delivery=delivery))["service"]
    configs = resources(service, CONFIG)
    for config in properties(service, CONFIG):
        assert config["ComputePlatform"] == "Lambda"
        assert config["TrafficRoutingConfig"] == expected
    for group in properties(service, GROUP):
        assert references(group["DeploymentConfigName"]) & set(configs)


@every_environment
def test_every_health_alarm_is_watched_by_a_deployment_and_no_other(environment: Environment) -> None:
    service = deployed(environment)["service"]
    watched: set[str] = set()
    for group in properties(service, GROUP):
        assert group["AlarmConfiguration"]["Enabled"] is True
        assert not group["AlarmConfiguration"].get("IgnorePollAlarmFailure", False)
        alarms = [text(alarm["Name"]) for alarm in group["AlarmConfiguration"]["Alarms"]]
        assert alarms and len(alarms) == len(set(alarms))
        watched |= references(group["AlarmConfiguration"]["Alarms"])
    assert watched == references(service["Outputs"]["HealthAlarms"]["Value"])


@every_environment
def test_there_are_no_more_health_alarms_than_codedeploy_watches(environment: Environment) -> None:
    for group in properties(deployed(environment)["service"], GROUP):
        alarms = len(group["AlarmConfiguration"]["Alarms"])
        assert alarms <= MOST_ALARMS, (
            f"health alarms of {environment.name}: {alarms}, and CodeDeploy watches at most {MOST_ALARMS}: watch the "
            "sum of two metrics with one alarm, in extensions/resources.py (SAM: workload/service/template.yaml)"
        )


@every_environment
def test_a_failed_stopped_or_alarming_deployment_is_rolled_back(environment: Environment) -> None:
    for group in properties(deployed(environment)["service"], GROUP):
        rollback = group["AutoRollbackConfiguration"]
        assert rollback["Enabled"] is True
        assert set(rollback["Events"]) == {
            "DEPLOYMENT_FAILURE",
            "DEPLOYMENT_STOP_ON_ALARM",
            "DEPLOYMENT_STOP_ON_REQUEST",
        }


@every_environment
def test_codedeploy_moves_the_alias_and_calls_a_hook_before_and_after(environment: Environment) -> None:
    service = deployed(environment)["service"]
    moved = aliases(service)
    assert moved, "CodeDeploy moves no alias"
    for alias in moved.values():
        update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
        assert references(update["DeploymentGroupName"]) <= set(resources(service, GROUP))
        for when in (BEFORE, AFTER):
            assert references(update[when]) <= set(of_the_package(service)), f"{when}: no function of this service"


@every_environment
def test_users_reach_an_alias_and_never_the_newest_code(environment: Environment) -> None:
    service = deployed(environment)["service"]
    kinds = ("AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Api", "AWS::Lambda::Permission")
    reached = references([list(resources(service, kind).values()) for kind in kinds])
    assert set(aliases(service)) <= reached
    assert not set(released(service)) & reached


def test_every_api_is_throttled_and_writes_json_access_logs() -> None:
    for stage in properties(deployed(GUARDED)["service"], "AWS::ApiGatewayV2::Stage"):
        assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 7, "ThrottlingBurstLimit": 14}
        assert '"requestId"' in stage["AccessLogSettings"]["Format"]


@every_environment
def test_a_hook_tries_out_a_new_version_and_may_call_no_other(environment: Environment) -> None:
    service = deployed(environment)["service"]
    versions = set().union(*(versions_of(service, function) for function in released(service)))
    for name, hook in hooks(service).items():
        tried = references(list(variables(hook).values())) & versions
        assert tried, f"{name} is told no version to try out"
        allowed = [s for role, s in statements(service) if {role} == references(hook["Properties"]["Role"])]
        calls = [statement["Resource"] for statement in allowed if "lambda:" in text(statement["Action"])]
        assert references(calls) == tried
        assert "codedeploy:PutLifecycleEventHookExecutionStatus" in text(allowed)


@every_environment
def test_codedeploy_may_call_the_hooks_because_of_their_names_and_calls_each_that_has_one(
    environment: Environment,
) -> None:
    service = deployed(environment)["service"]
    functions = resources(service, "AWS::Lambda::Function").items()
    named = {name for name, each in functions if text(each["Properties"].get("FunctionName", "")).startswith(PREFIX)}
    assert named == set(hooks(service)), "a hook is called CodeDeployHook_…, and a deployment calls it"


def test_long_names_are_cut_and_stay_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workload.names.NAME", "n" * 30)
    environments = [replace(SANDBOX, name=f"e{'x' * 18}{last}") for last in "ab"]
    names = {hook_name(environment, hook) for environment in environments for hook in HOOKS}
    assert len(names) == 4
    assert all(len(name) <= LONGEST_FUNCTION_NAME for name in names)
    assert names == {hook_name(environment, hook) for environment in environments for hook in HOOKS}


@every_environment
@pytest.mark.parametrize("part", ["data", "service"])
def test_no_resource_waits_for_itself(environment: Environment, part: str) -> None:
    assert not waiting_in_a_circle(deployed(environment)[part])


def test_a_hook_that_waits_for_the_alias_would_be_found() -> None:
    # Given a hook whose role names the alias, as `alias.grant_invoke(hook)` makes it
    service = {**deployed(SANDBOX)["service"]}
    (alias, *_), (hook, *_) = aliases(service), hooks(service)
    circular = {**service["Resources"][hook], "DependsOn": [alias]}
    # Then the circle is seen
    assert {hook, alias} <= waiting_in_a_circle({**service, "Resources": {**service["Resources"], hook: circular}})
