"""What runs in a task, what it runs on, and that image, load balancer and task agree on it."""

import re
from typing import Any

import pytest
from release_hooks.expected_version import CONTAINER as JUDGED_CONTAINER

from tests.support.choices import CANARY, LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import Template, properties, references, resources, statements, text
from tests.support.synthesis import PROJECT, every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.migration_task import CONTAINER as WATCHED_CONTAINER
from workload.names import deployment_name
from workload.service.scaling import BUSY_PERCENT
from workload.task import CONTAINER, WRITABLE

PARTS = ("data", "service")
BY_DIGEST = "sha256:" + "0" * 64


def container(template: Template) -> dict[str, Any]:
    """The one container of the one task definition."""
    (definition,) = properties(template, "AWS::ECS::TaskDefinition")
    (found,) = definition["ContainerDefinitions"]
    return dict(found)


@every_environment
@pytest.mark.parametrize("part", PARTS)
def test_the_image_is_a_parameter_that_takes_a_digest_and_never_a_tag(environment: Environment, part: str) -> None:
    template = deployed(environment)[part]
    assert container(template)["Image"] == {"Ref": "Image"}
    pattern = template["Parameters"]["Image"]["AllowedPattern"]
    assert re.search(pattern, f"012345678901.dkr.ecr.eu-west-1.amazonaws.com/orders@{BY_DIGEST}")
    assert not re.search(pattern, "012345678901.dkr.ecr.eu-west-1.amazonaws.com/orders:latest")
    assert "Default" not in template["Parameters"]["Image"]


@every_environment
def test_the_version_that_answers_is_the_digest_that_was_deployed(environment: Environment) -> None:
    service = deployed(environment)["service"]
    variables = {each["Name"]: each["Value"] for each in container(service)["Environment"]}
    digest = {"Fn::Select": [1, {"Fn::Split": ["@", {"Ref": "Image"}]}]}
    assert variables["VERSION"] == service["Outputs"]["DeployedVersion"]["Value"] == digest


@every_environment
@pytest.mark.parametrize("part", PARTS)
def test_a_container_is_nobody_and_writes_to_one_folder_only(environment: Environment, part: str) -> None:
    found = container(deployed(environment)[part])
    assert found["User"] == "10001"
    assert found["ReadonlyRootFilesystem"] is True
    assert not found.get("Privileged")
    assert [point["ContainerPath"] for point in found["MountPoints"] if not point["ReadOnly"]] == [WRITABLE]


def test_container_port_and_path_are_the_same_in_image_task_and_load_balancer() -> None:
    template = deployed(SHIFTING)["service"]
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    (service,) = properties(template, "AWS::ECS::Service")
    found = container(template)
    exposed = {int(port) for port in re.findall(r"^EXPOSE (\d+)$", dockerfile, re.M)}
    mapped = {mapping["ContainerPort"] for mapping in found["PortMappings"]}
    balanced = {(each["ContainerName"], each["ContainerPort"]) for each in service["LoadBalancers"]}
    variables = {each["Name"]: each["Value"] for each in found["Environment"]}
    assert exposed == mapped == {SHIFTING.port} == {int(variables["PORT"])}
    assert balanced == {(found["Name"], SHIFTING.port)}
    assert found["Name"] == CONTAINER == WATCHED_CONTAINER == JUDGED_CONTAINER
    groups = properties(template, "AWS::ElasticLoadBalancingV2::TargetGroup")
    assert {(group["Port"], group["HealthCheckPath"]) for group in groups} == {(SHIFTING.port, "/health")}
    assert "/health'" in dockerfile


def test_a_task_has_more_time_to_stop_than_requests_have_to_end() -> None:
    template = deployed(SHIFTING)["service"]
    for group in properties(template, "AWS::ElasticLoadBalancingV2::TargetGroup"):
        attributes = {each["Key"]: each["Value"] for each in group["TargetGroupAttributes"]}
        assert int(attributes["deregistration_delay.timeout_seconds"]) < container(template)["StopTimeout"]


def test_the_load_balancer_closes_a_connection_before_the_service_does() -> None:
    (balancer,) = properties(deployed(SHIFTING)["service"], "AWS::ElasticLoadBalancingV2::LoadBalancer")
    attributes = {each["Key"]: each["Value"] for each in balancer["LoadBalancerAttributes"]}
    # Read and not imported, which would load the whole service.
    started = (PROJECT / "workload/service/runtime/orders/__main__.py").read_text("utf-8")
    (kept,) = re.findall(r"^KEEP_ALIVE_SECONDS = (\d+)$", started, re.MULTILINE)
    assert int(attributes["idle_timeout.timeout_seconds"]) < int(kept)


def test_a_task_pulls_from_the_repository_of_its_image_and_signs_in_to_its_database_only() -> None:
    template = deployed(SHIFTING)["service"]
    allowed = {statement.get("Sid"): statement for _, statement in statements(template)}
    assert '"Ref": "Image"' in text(allowed["PullTheImage"]["Resource"])
    assert ":dbuser:" in text(allowed["SignInToTheDatabase"]["Resource"])
    assert text(allowed["SignInToTheDatabase"]["Resource"]).count("*") == 0


@pytest.mark.parametrize(("environment", "provider"), [(ROLLING, "FARGATE"), (LINEAR, "FARGATE_SPOT")])
def test_fargate_places_the_tasks(environment: Environment, provider: str) -> None:
    template = deployed(environment)["service"]
    (service,) = properties(template, "AWS::ECS::Service")
    assert [each["CapacityProvider"] for each in service["CapacityProviderStrategy"]] == [provider]
    assert not resources(template, "AWS::AutoScaling::AutoScalingGroup")


def test_instances_have_room_for_old_and_new_tasks_and_hide_their_role() -> None:
    template = deployed(CANARY)["service"]
    (group,) = properties(template, "AWS::AutoScaling::AutoScalingGroup")
    # Twenty tasks while traffic shifts, two on each instance, since each has a network interface of its own.
    assert int(group["MaxSize"]) == 10
    assert not resources(template, "AWS::AutoScaling::LaunchConfiguration")
    (launch,) = properties(template, "AWS::EC2::LaunchTemplate")
    options = launch["LaunchTemplateData"]["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 1)
    # A task has a network interface of its own, so the hop limit alone does not keep it from the instance's role.
    assert "ECS_AWSVPC_BLOCK_IMDS=true" in text(launch["LaunchTemplateData"]["UserData"])


def test_instances_come_and_go_with_the_tasks_and_are_drained_first() -> None:
    template = deployed(CANARY)["service"]
    (provider,) = properties(template, "AWS::ECS::CapacityProvider")
    written = provider["AutoScalingGroupProvider"]
    assert written["ManagedScaling"]["Status"] == "ENABLED"
    assert written["ManagedDraining"] == "ENABLED"
    assert written["ManagedTerminationProtection"] == "DISABLED"
    (service,) = properties(template, "AWS::ECS::Service")
    (used,) = service["CapacityProviderStrategy"]
    assert references(used["CapacityProvider"]) == set(resources(template, "AWS::ECS::CapacityProvider"))


@every_environment
def test_the_number_of_tasks_follows_cpu_and_requests_of_both_target_groups(environment: Environment) -> None:
    template = deployed(environment)["service"]
    (target,) = properties(template, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (environment.tasks, environment.most_tasks)
    policies = properties(template, "AWS::ApplicationAutoScaling::ScalingPolicy")
    cpu, requests = (
        policy["TargetTrackingScalingPolicyConfiguration"]
        for policy in sorted(policies, key=lambda policy: "RequestCountPerTarget" in text(policy))
    )
    assert cpu["PredefinedMetricSpecification"]["PredefinedMetricType"] == "ECSServiceAverageCPUUtilization"
    assert (cpu["TargetValue"], requests["TargetValue"]) == (BUSY_PERCENT, environment.requests_per_task)
    assert "LoadBalancerBlue" in text(requests)
    assert "LoadBalancerGreen" in text(requests)
    # Scaling owns the count: a deployment that wrote it would take tasks away from a busy service.
    (service,) = properties(template, "AWS::ECS::Service")
    assert "DesiredCount" not in service


@every_environment
@pytest.mark.parametrize("part", PARTS)
def test_no_other_project_has_tasks_of_the_same_family(environment: Environment, part: str) -> None:
    (definition,) = properties(deployed(environment)[part], "AWS::ECS::TaskDefinition")
    assert definition["Family"].startswith(f"{deployment_name(environment)}-")


def test_sizes_are_values() -> None:
    template = deployed(LINEAR)["service"]
    (definition,) = properties(template, "AWS::ECS::TaskDefinition")
    assert (definition["Cpu"], definition["Memory"]) == ("2048", "4096")
