"""How new tasks get their traffic, and what takes it away again."""

import json
from dataclasses import replace
from typing import Any

import pytest

from environments import ENVIRONMENTS, SANDBOX
from tests.support.choices import (
    CANARY,
    CODEDEPLOY,
    CODEDEPLOY_CANARY,
    CODEDEPLOY_LINEAR,
    LINEAR,
    ROLLING,
    SHIFTING,
)
from tests.support.cloudformation import (
    Resources,
    Template,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
    waiting_in_a_circle,
    waits_for,
)
from tests.support.synthesis import every_environment
from tests.support.tasks import (
    LISTENER,
    OF_THE_LOAD_BALANCER,
    SERVICE,
    definitions,
    delivered,
    delivered_definition,
    entrance,
    of_construct,
)
from tests.support.workload_templates import deployed, deployed_by_another_owner
from workload.environment import Environment
from workload.service.load_balancer import PLAIN
from workload.tasks_environment import CODEDEPLOY_MINUTES

ROUTES = ("ProdTrafficRoute", "TestTrafficRoute")
RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


def service_of(environment: Environment) -> dict[str, Any]:
    return delivered(deployed(environment)["service"])[1]


def made_for_users(template: Template, kind: str) -> Resources:
    return of_construct(template, kind, OF_THE_LOAD_BALANCER)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (ROLLING, {"Strategy": "ROLLING"}),
        (SHIFTING, {"Strategy": "BLUE_GREEN", "BakeTimeInMinutes": 7}),
        (
            CANARY,
            {
                "Strategy": "CANARY",
                "BakeTimeInMinutes": 7,
                "CanaryConfiguration": {"CanaryPercent": 10, "CanaryBakeTimeInMinutes": 5},
            },
        ),
        (
            LINEAR,
            {
                "Strategy": "LINEAR",
                "BakeTimeInMinutes": 7,
                "LinearConfiguration": {"StepPercent": 20, "StepBakeTimeInMinutes": 3},
            },
        ),
    ],
    ids=["rolling", "blue/green", "canary", "linear"],
)
def test_the_strategy_reaches_ecs(environment: Environment, expected: dict[str, Any]) -> None:
    configuration = service_of(environment)["DeploymentConfiguration"]
    assert {name: configuration.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (CODEDEPLOY, {"Type": "AllAtOnce"}),
        (
            CODEDEPLOY_CANARY,
            {"Type": "TimeBasedCanary", "TimeBasedCanary": {"CanaryPercentage": 10, "CanaryInterval": 5}},
        ),
        (
            CODEDEPLOY_LINEAR,
            {"Type": "TimeBasedLinear", "TimeBasedLinear": {"LinearPercentage": 50, "LinearInterval": 3}},
        ),
    ],
    ids=["blue/green", "canary", "linear"],
)
def test_the_strategy_reaches_codedeploy(environment: Environment, expected: dict[str, Any]) -> None:
    (config,) = properties(deployed(environment)["service"], "AWS::CodeDeploy::DeploymentConfig")
    assert config["ComputePlatform"] == "ECS"
    assert config["TrafficRoutingConfig"] == expected


def test_codedeploy_moves_users_and_hooks_by_their_listeners_and_keeps_old_tasks_for_a_while() -> None:
    template = deployed(CODEDEPLOY)["service"]
    (group,) = properties(template, "AWS::CodeDeploy::DeploymentGroup")
    (pair,) = group["LoadBalancerInfo"]["TargetGroupPairInfoList"]
    listeners = made_for_users(template, LISTENER)
    ports = {route: {listeners[name]["Properties"]["Port"] for name in references(pair[route])} for route in ROUTES}
    assert ports == {"ProdTrafficRoute": {PLAIN.production}, "TestTrafficRoute": {PLAIN.test}}
    assert references(pair["TargetGroups"]) == set(made_for_users(template, GROUP))
    ended = group["BlueGreenDeploymentConfiguration"]["TerminateBlueInstancesOnDeploymentSuccess"]
    assert ended["TerminationWaitTimeInMinutes"] == CODEDEPLOY.keep_old_minutes


def test_cloudformation_waits_for_codedeploy_as_long_as_a_deployment_may_take() -> None:
    machines = properties(deployed(CODEDEPLOY)["service"], "AWS::StepFunctions::StateMachine")
    definitions = [json.loads(in_words(each["DefinitionString"])) for each in machines if "DefinitionString" in each]
    # The one that the custom resource waits with; a workload may have others.
    (definition,) = [each for each in definitions if each["StartAt"].startswith("framework-")]
    (retry,) = definition["States"][definition["StartAt"]]["Retry"]
    assert retry["IntervalSeconds"] * retry["MaxAttempts"] == CODEDEPLOY_MINUTES * 60


@pytest.mark.parametrize("environment", [*ENVIRONMENTS, SANDBOX, SHIFTING, CODEDEPLOY], ids=lambda each: each.name)
def test_every_health_alarm_stops_a_deployment_and_no_other(environment: Environment) -> None:
    template = deployed(environment)["service"]
    watched: set[str] = set()
    for group in resources(template, "AWS::CodeDeploy::DeploymentGroup").values():
        alarms = group["Properties"]["AlarmConfiguration"]
        assert alarms["Enabled"] is True
        assert not alarms.get("IgnorePollAlarmFailure", False)
        watched |= references(alarms["Alarms"])
    for service in properties(template, SERVICE):
        alarms = service["DeploymentConfiguration"].get("Alarms", {})
        assert alarms.get("Enable", True) is alarms.get("Rollback", True) is True
        watched |= references(alarms.get("AlarmNames", []))
    assert watched == references(template["Outputs"]["HealthAlarms"]["Value"])
    assert watched


def test_a_rolling_deployment_of_any_size_goes_back_when_a_few_tasks_do_not_start() -> None:
    for environment in (ROLLING, replace(ROLLING, tasks=40, most_tasks=200)):
        breaker = service_of(environment)["DeploymentConfiguration"]["DeploymentCircuitBreaker"]
        assert breaker == {
            "Enable": True,
            "Rollback": True,
            "ThresholdConfiguration": {"Type": "COUNT", "Value": 3},
            # Tasks that become healthy do not hide those that fail.
            "ResetOnHealthyTask": False,
        }


@pytest.mark.parametrize("environment", [SHIFTING, CANARY, LINEAR], ids=lambda each: each.name)
def test_only_a_rolling_deployment_has_a_circuit_breaker(environment: Environment) -> None:
    # Source: Amazon ECS API, DeploymentCircuitBreaker.
    assert "DeploymentCircuitBreaker" not in service_of(environment)["DeploymentConfiguration"]


def test_codedeploy_rolls_back_what_failed_was_stopped_or_alarms() -> None:
    (group,) = properties(deployed(CODEDEPLOY)["service"], "AWS::CodeDeploy::DeploymentGroup")
    rollback = group["AutoRollbackConfiguration"]
    assert rollback["Enabled"] is True
    assert set(rollback["Events"]) == {"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}


def test_the_rules_that_ecs_moves_are_the_same_whatever_an_environment_or_an_answer_says() -> None:
    one, rolling, canary = (deployed(each)["service"] for each in (SHIFTING, ROLLING, CANARY))
    other_values = replace(SHIFTING, delivery=CANARY.delivery, p99_milliseconds=7, tasks=3)
    tagged = deployed_by_another_owner(other_values)["service"]
    for other in (tagged, rolling, canary):
        for kind in (RULE, LISTENER):
            assert made_for_users(one, kind) == made_for_users(other, kind)
    groups = set(made_for_users(one, GROUP))
    assert len(made_for_users(one, RULE)) == len(groups) == 2
    for rule in made_for_users(one, RULE).values():
        (action,) = rule["Properties"]["Actions"]
        weights = [each["Weight"] for each in action["ForwardConfig"]["TargetGroups"]]
        assert references(action) == groups
        assert sorted(weights) == [0, 100]
    # A domain may come later.
    assert made_for_users(one, RULE) == made_for_users(deployed(LINEAR)["service"], RULE)


def test_cloudformation_never_has_to_update_what_codedeploy_moves() -> None:
    one = deployed(CODEDEPLOY)["service"]
    other = replace(CODEDEPLOY, cpu=2048, memory_mb=4096, tasks=3, keep_old_minutes=9, log_retention_days=3)
    changed = deployed_by_another_owner(other)["service"]
    assert delivered(one) == delivered(changed)
    assert made_for_users(one, LISTENER) == made_for_users(changed, LISTENER)
    # The family without a revision: what runs is CodeDeploy's.
    assert isinstance(service_of(CODEDEPLOY)["TaskDefinition"], str)


def test_port_80_redirects_only_after_the_listener_of_users_has_left_it() -> None:
    template = deployed(LINEAR)["service"]
    users_reach, _ = entrance(template)
    listeners = resources(template, LISTENER).items()
    of_users = [(id, each["Properties"]) for id, each in listeners if users_reach in references(each["Properties"])]
    by_port = {each["Port"]: name for name, each in of_users}
    assert by_port[443] in waits_for(template, by_port[80])


def test_ecs_moves_traffic_with_the_rights_that_aws_made_for_it() -> None:
    (balanced,) = service_of(SHIFTING)["LoadBalancers"]
    (mover,) = references(balanced["AdvancedConfiguration"]["RoleArn"])
    policies = text(deployed(SHIFTING)["service"]["Resources"][mover]["Properties"]["ManagedPolicyArns"])
    assert "AmazonECSInfrastructureRolePolicyForLoadBalancers" in policies


def test_users_meet_the_production_rule_and_hooks_the_test_rule() -> None:
    template = deployed(SHIFTING)["service"]
    (balanced,) = service_of(SHIFTING)["LoadBalancers"]
    advanced, rules = balanced["AdvancedConfiguration"], made_for_users(template, RULE)
    (production,), (test,) = (references(advanced[each]) for each in ("ProductionListenerRule", "TestListenerRule"))
    assert "X-Release-Test" in text(rules[test])
    assert "X-Release-Test" not in text(rules[production])
    groups = references(balanced["TargetGroupArn"]) | references(advanced["AlternateTargetGroupArn"])
    assert groups == set(made_for_users(template, GROUP))


def test_codedeploy_may_give_the_tasks_their_roles_and_no_others() -> None:
    template = deployed(CODEDEPLOY)["service"]
    (passed,) = [each["Resource"] for _, each in statements(template) if each.get("Sid") == "GiveTheTasksTheirRoles"]
    definition = delivered_definition(template)
    assert references(passed) == references([definition["TaskRoleArn"], definition["ExecutionRoleArn"]])


def waits_in_the_end_for(template: Template, id: str) -> set[str]:
    """What CloudFormation finishes before it begins with `id`, also what that waits for."""
    found, unseen = {id}, [id]
    while unseen:
        new = waits_for(template, unseen.pop()) - found
        found |= new
        unseen += new
    return found - {id}


@every_environment
def test_a_service_goes_before_what_its_tasks_run_on(environment: Environment) -> None:
    template = deployed(environment)["service"]
    associations = {
        id: references(each["Properties"]["Cluster"])
        for id, each in resources(template, "AWS::ECS::ClusterCapacityProviderAssociations").items()
    }
    assert associations
    for id, service in resources(template, SERVICE).items():
        cluster = references(service["Properties"]["Cluster"])
        of_its_cluster = {each for each, clusters in associations.items() if clusters == cluster}
        assert of_its_cluster <= waits_in_the_end_for(template, id), (
            f"{id} is deleted after its capacity and never ends: service.node.add_dependency(capacity)"
        )


@every_environment
def test_former_tasks_stay_for_a_rollback(environment: Environment) -> None:
    for part in ("data", "service"):
        for id, definition in definitions(deployed(environment)[part]).items():
            assert definition.get("UpdateReplacePolicy") == "Retain", (
                f"{id} would be gone when a rollback needs it: make it with task_definition of workload/task.py"
            )


@pytest.mark.parametrize("environment", [SHIFTING, CODEDEPLOY, SANDBOX], ids=lambda each: each.name)
@pytest.mark.parametrize("part", ["data", "service"])
def test_no_resource_waits_for_itself(environment: Environment, part: str) -> None:
    assert not waiting_in_a_circle(deployed(environment)[part])
