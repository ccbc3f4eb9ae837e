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
from tests.support.functions import function
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.names import LONGEST_FUNCTION_NAME, hook_name

HOOKS: tuple[Literal["pre", "post"], ...] = ("pre", "post")


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
    (config,) = properties(service, "AWS::CodeDeploy::DeploymentConfig")
    (group,) = properties(service, "AWS::CodeDeploy::DeploymentGroup")
    assert config["ComputePlatform"] == "Lambda"
    assert config["TrafficRoutingConfig"] == expected
    assert references(group["DeploymentConfigName"]) == set(resources(service, "AWS::CodeDeploy::DeploymentConfig"))


@every_environment
def test_every_health_alarm_is_watched_by_the_deployment_and_no_other(environment: Environment) -> None:
    service = deployed(environment)["service"]
    (group,) = properties(service, "AWS::CodeDeploy::DeploymentGroup")
    watched = [alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]]
    assert group["AlarmConfiguration"]["Enabled"] is True
    assert not group["AlarmConfiguration"].get("IgnorePollAlarmFailure", False)
    assert len(watched) == len(set(watched)) == 4
    assert set(watched) == references(service["Outputs"]["HealthAlarms"]["Value"])


@every_environment
def test_a_failed_stopped_or_alarming_deployment_is_rolled_back(environment: Environment) -> None:
    (group,) = properties(deployed(environment)["service"], "AWS::CodeDeploy::DeploymentGroup")
    rollback = group["AutoRollbackConfiguration"]
    assert rollback["Enabled"] is True
    assert set(rollback["Events"]) == {"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}


@every_environment
def test_codedeploy_moves_the_alias_and_calls_both_hooks(environment: Environment) -> None:
    service = deployed(environment)["service"]
    (alias,) = resources(service, "AWS::Lambda::Alias").values()
    update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    assert alias["Properties"]["Name"] == "live"
    assert update["BeforeAllowTrafficHook"] == {"Ref": function(service, "pre_traffic")[0]}
    assert update["AfterAllowTrafficHook"] == {"Ref": function(service, "post_traffic")[0]}
    assert references(update["DeploymentGroupName"]) == set(resources(service, "AWS::CodeDeploy::DeploymentGroup"))


def test_users_reach_the_alias_and_never_the_newest_code() -> None:
    service = deployed(SANDBOX)["service"]
    kinds = ("AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Api", "AWS::Lambda::Permission")
    reached = references([list(resources(service, kind).values()) for kind in kinds])
    assert set(resources(service, "AWS::Lambda::Alias")) <= reached
    assert function(service, "api")[0] not in reached


@pytest.mark.parametrize("route", ["/health", "/orders", "/orders/{order_id}"])
def test_the_api_has_its_routes(route: str) -> None:
    service = deployed(SANDBOX)["service"]
    # Routes of their own, or the paths of an OpenAPI document
    routes = resources(service, "AWS::ApiGatewayV2::Route").values()
    (api,) = properties(service, "AWS::ApiGatewayV2::Api")
    paths = [*(r["Properties"]["RouteKey"].split()[1] for r in routes), *api.get("Body", {}).get("paths", ())]
    assert route in paths


def test_the_api_is_throttled_and_writes_json_access_logs() -> None:
    (stage,) = properties(deployed(GUARDED)["service"], "AWS::ApiGatewayV2::Stage")
    assert stage["StageName"] == "$default"
    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 7, "ThrottlingBurstLimit": 14}
    assert '"requestId"' in stage["AccessLogSettings"]["Format"]


@pytest.mark.parametrize("handler", ["pre_traffic", "post_traffic"])
def test_a_hook_tries_out_the_new_version_and_may_call_no_other(handler: str) -> None:
    service = deployed(SANDBOX)["service"]
    version = set(resources(service, "AWS::Lambda::Version"))
    _, hook = function(service, handler)
    assert references(hook["Environment"]["Variables"]["TARGET_VERSION_ARN"]) == version
    role = references(hook["Role"])
    allowed = [statement for name, statement in statements(service) if {name} == role]
    calls = [statement["Resource"] for statement in allowed if "lambda:" in text(statement["Action"])]
    assert calls == [{"Ref": next(iter(version))}]
    assert "codedeploy:PutLifecycleEventHookExecutionStatus" in text(allowed)


@every_environment
def test_codedeploy_may_call_the_hooks_because_of_their_names(environment: Environment) -> None:
    service = deployed(environment)["service"]
    names = {handler: function(service, handler)[1]["FunctionName"] for handler in ("pre_traffic", "post_traffic")}
    assert names == {"pre_traffic": hook_name(environment, "pre"), "post_traffic": hook_name(environment, "post")}
    assert all(name.startswith("CodeDeployHook_") for name in names.values())


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
    (alias,) = resources(service, "AWS::Lambda::Alias")
    hook, _ = function(service, "pre_traffic")
    circular = {**service["Resources"][hook], "DependsOn": [alias]}
    # Then the circle is seen
    assert {hook, alias} <= waiting_in_a_circle({**service, "Resources": {**service["Resources"], hook: circular}})
