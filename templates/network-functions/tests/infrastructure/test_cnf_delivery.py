"""How new tasks replace old ones, what takes them back, and where they are placed."""

from dataclasses import replace

import pytest

from tests.support.cfn_lint import Linter
from tests.support.cloudformation import properties, references, resources, text, waiting_in_a_circle, waits_for
from tests.support.cnf import BLUE_GREEN, CANARY, EVERY, GATEWAY, LINEAR, ROLLING, SERVICE, function_stack, service_of
from workload.environment import Environment, Port, Protocol

every_function = pytest.mark.parametrize("environment", EVERY, ids=lambda each: each.name)


STEPS = {
    "CANARY": {"CanaryConfiguration": {"CanaryPercent": 10, "CanaryBakeTimeInMinutes": 5}},
    "LINEAR": {"LinearConfiguration": {"StepPercent": 20, "StepBakeTimeInMinutes": 3}},
}


@pytest.mark.parametrize(
    ("environment", "strategy"),
    [(GATEWAY, "ROLLING"), (ROLLING, "ROLLING"), (BLUE_GREEN, "BLUE_GREEN"), (CANARY, "CANARY"), (LINEAR, "LINEAR")],
    ids=lambda each: each.name if isinstance(each, Environment) else "",
)
def test_the_strategy_of_the_environment_reaches_ecs(environment: Environment, strategy: str) -> None:
    configuration = service_of(environment)["DeploymentConfiguration"]
    waits = {"BakeTimeInMinutes": environment.keep_old_minutes} if environment.shifts_traffic else {}
    said = {name: value for name, value in configuration.items() if name.startswith(("Bake", "Canary", "Linear"))}
    assert configuration["Strategy"] == strategy
    assert said == {**waits, **STEPS.get(strategy, {})}


@every_function
def test_health_alarms_take_a_deployment_back_and_no_others(environment: Environment) -> None:
    alarms = service_of(environment)["DeploymentConfiguration"]["Alarms"]
    assert alarms["Enable"] is alarms["Rollback"] is True
    (watched,) = references(alarms["AlarmNames"])
    described = function_stack(environment)["Resources"][watched]["Properties"]["AlarmDescription"]
    assert described == "Alarm"


@pytest.mark.parametrize("environment", [GATEWAY, ROLLING], ids=lambda each: each.name)
def test_a_rolling_deployment_goes_back_when_a_few_tasks_do_not_start(environment: Environment) -> None:
    breaker = service_of(environment)["DeploymentConfiguration"]["DeploymentCircuitBreaker"]
    assert breaker["Enable"] is breaker["Rollback"] is True
    # However many tasks there are, and whichever of them become healthy in between.
    assert breaker["ThresholdConfiguration"] == {"Type": "COUNT", "Value": 3}
    assert breaker["ResetOnHealthyTask"] is False


@pytest.mark.parametrize("environment", [BLUE_GREEN, CANARY, LINEAR], ids=lambda each: each.name)
def test_only_a_rolling_deployment_has_a_circuit_breaker(environment: Environment) -> None:
    # Source: Amazon ECS API, DeploymentCircuitBreaker.
    assert "DeploymentCircuitBreaker" not in service_of(environment)["DeploymentConfiguration"]


@pytest.mark.parametrize("environment", [BLUE_GREEN, CANARY], ids=lambda each: each.name)
def test_ecs_waits_for_a_person_before_each_shift_and_rolls_back_without_an_answer(
    environment: Environment, linter: Linter
) -> None:
    paused = replace(environment, pause_minutes=60)
    hooks = service_of(paused)["DeploymentConfiguration"]["LifecycleHooks"]
    (pause,) = (each for each in hooks if each["TargetType"] == "PAUSE")
    assert pause["LifecycleStages"] == ["PRE_PRODUCTION_TRAFFIC_SHIFT"]
    assert pause["TimeoutConfiguration"] == {"TimeoutInMinutes": 60, "Action": "ROLLBACK"}
    assert linter.findings(function_stack(paused), paused.region) == []
    assert "PAUSE" not in text(service_of(environment))


def test_a_function_that_nobody_tries_also_waits_for_a_person() -> None:
    udp = replace(CANARY, ports=(Port(number=5060, protocol=Protocol.UDP),), pause_minutes=60)
    (hook,) = service_of(udp)["DeploymentConfiguration"]["LifecycleHooks"]
    assert hook["TargetType"] == "PAUSE"


@every_function
def test_no_old_task_leaves_before_a_new_one_is_healthy(environment: Environment) -> None:
    configuration = service_of(environment)["DeploymentConfiguration"]
    assert (configuration["MinimumHealthyPercent"], configuration["MaximumPercent"]) == (100, 200)
    assert service_of(environment)["AvailabilityZoneRebalancing"] == "DISABLED"


@every_function
def test_each_task_has_an_instance_for_itself_also_while_one_replaces_another(environment: Environment) -> None:
    service, template = service_of(environment), function_stack(environment)
    assert service["PlacementConstraints"] == [{"Type": "distinctInstance"}]
    assert service["PlacementStrategies"] == [{"Type": "spread", "Field": "attribute:ecs.availability-zone"}]
    (group,) = properties(template, "AWS::AutoScaling::AutoScalingGroup")
    assert int(group["MinSize"]) == environment.instances
    assert int(group["MaxSize"]) == 2 * environment.most_instances
    (launch,) = properties(template, "AWS::EC2::LaunchTemplate")
    assert launch["LaunchTemplateData"]["InstanceType"] == environment.instance_type


@every_function
def test_tasks_follow_what_the_kernel_does_between_the_numbers_of_the_environment(environment: Environment) -> None:
    template = function_stack(environment)
    (target,) = properties(template, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (environment.instances, environment.most_instances)
    policies = properties(template, "AWS::ApplicationAutoScaling::ScalingPolicy")
    followed = [each["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"] for each in policies]
    assert {each["MetricName"] for each in followed} == {"SoftirqCpu", "SessionTableUse"}
    for each in followed:
        assert each["Dimensions"] == [{"Name": "Environment", "Value": environment.name}]


def test_behind_a_gateway_ecs_registers_each_task_where_its_packets_come_from() -> None:
    template = function_stack(GATEWAY)
    (target,) = service_of(GATEWAY)["LoadBalancers"]
    (container,) = properties(template, "AWS::ECS::TaskDefinition")[0]["ContainerDefinitions"]
    (group,) = references(target["TargetGroupArn"])
    written = template["Resources"][group]["Properties"]
    assert (written["Protocol"], written["TargetType"]) == ("GENEVE", "ip")
    assert target["ContainerName"] == container["Name"]
    assert {"ContainerPort": target["ContainerPort"], "Protocol": "udp"} in container["PortMappings"]
    # Traffic of a gateway cannot be split between two groups.
    assert "AdvancedConfiguration" not in target


def test_instances_behind_a_gateway_have_the_device_of_the_tunnel() -> None:
    for environment, has_it in ((GATEWAY, True), (ROLLING, False)):
        (launch,) = properties(function_stack(environment), "AWS::EC2::LaunchTemplate")
        assert ("modprobe tun" in str(launch["LaunchTemplateData"]["UserData"])) is has_it


@every_function
def test_a_service_starts_after_its_listeners_and_goes_before_what_it_runs_on(environment: Environment) -> None:
    template = function_stack(environment)
    (service,) = resources(template, SERVICE)
    waited = waits_for(template, service)
    for kind in ("AWS::ElasticLoadBalancingV2::Listener", "AWS::ECS::ClusterCapacityProviderAssociations"):
        assert set(resources(template, kind)) <= waited
    assert not waiting_in_a_circle(template)


@pytest.mark.parametrize("environment", [BLUE_GREEN, GATEWAY], ids=lambda each: each.name)
def test_other_sizes_do_not_change_who_gets_the_packets(environment: Environment) -> None:
    other = replace(environment, most_instances=7, policy_seconds=9, instance_type="c7gn.xlarge")
    for kind in ("AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::TargetGroup"):
        assert resources(function_stack(environment), kind) == resources(function_stack(other), kind)
