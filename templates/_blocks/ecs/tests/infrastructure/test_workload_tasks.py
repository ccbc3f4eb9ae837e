"""What runs in a task, what it runs on, and that image, load balancer and task agree on it."""

import re
from typing import Any

import pytest
from release_hooks.expected_version import CONTAINER as JUDGED_CONTAINER

from tests.support.choices import CANARY, LINEAR, ROLLING, SHIFTING
from tests.support.cloudformation import Template, in_words, properties, references, resources, statements, text
from tests.support.synthesis import CODE, PROJECT, every_environment
from tests.support.tasks import (
    OF_THE_LOAD_BALANCER,
    balancer,
    containers,
    definitions,
    delivered,
    delivered_definition,
    entrance,
    migrates,
    migration_definition,
    of_construct,
    only_container,
)
from tests.support.workload_templates import deployed
from workload.environment import Environment
from workload.migration_task import CONTAINER as WATCHED_CONTAINER
from workload.names import deployment_name
from workload.service.scaling import BUSY_PERCENT
from workload.task import CONTAINER, USER, WRITABLE

PARTS = ("data", "service")
GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
BY_DIGEST = "sha256:" + "0" * 64


def container(template: Template) -> dict[str, Any]:
    """The one that answers users."""
    return only_container(delivered_definition(template))


def takes_digests_only(pattern: str) -> bool:
    repository = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/parcels"
    return bool(re.search(pattern, f"{repository}@{BY_DIGEST}")) and not re.search(pattern, f"{repository}:latest")


@every_environment
@pytest.mark.parametrize("part", PARTS)
def test_every_image_is_known_by_its_digest_and_never_by_a_tag(environment: Environment, part: str) -> None:
    template = deployed(environment)[part]
    parameters = template["Parameters"]
    for where, found in containers(template).items():
        image = found["Image"]
        if isinstance(image, dict) and image.get("Ref") in parameters:
            parameter = parameters[image["Ref"]]
            assert takes_digests_only(parameter["AllowedPattern"]) and "Default" not in parameter, where
        else:
            assert re.search(r"@sha256:[0-9a-f]{64}", in_words(image)), (
                f"{where}: {in_words(image)} may be another image tomorrow: add its digest, or take ReleasedImage"
            )


def test_the_image_of_this_repository_is_the_one_that_build_pushed() -> None:
    for template in deployed(SHIFTING).values():
        assert {"Ref": "Image"} in [found["Image"] for found in containers(template).values()]
    assert container(deployed(SHIFTING)["service"])["Image"] == {"Ref": "Image"}


@every_environment
def test_the_version_that_answers_is_the_digest_that_was_deployed(environment: Environment) -> None:
    service = deployed(environment)["service"]
    variables = {each["Name"]: each["Value"] for each in container(service)["Environment"]}
    digest = {"Fn::Select": [1, {"Fn::Split": ["@", {"Ref": "Image"}]}]}
    assert variables["VERSION"] == service["Outputs"]["DeployedVersion"]["Value"] == digest


@every_environment
@pytest.mark.parametrize("part", PARTS)
def test_every_container_is_nobody_and_changes_none_of_its_files(environment: Environment, part: str) -> None:
    for where, found in containers(deployed(environment)[part]).items():
        rules = {"user": "not root", "readonly_root_filesystem": "True", "privileged": "not True"}
        kept = {
            "user": found.get("User", "0").partition(":")[0] not in ("0", "root"),
            "readonly_root_filesystem": found.get("ReadonlyRootFilesystem") is True,
            "privileged": not found.get("Privileged"),
        }
        broken = [f"{name}: {rules[name]}" for name, holds in kept.items() if not holds]
        assert not broken, f"{where}, see add_container in workload/task.py: {', '.join(broken)}"


@every_environment
def test_the_image_writes_to_one_folder_only(environment: Environment) -> None:
    templates = deployed(environment)
    data = templates["data"]
    migration = [only_container(migration_definition(data))] if migrates(data) else []
    for found in (container(templates["service"]), *migration):
        assert found["User"] == USER
        assert [point["ContainerPath"] for point in found["MountPoints"] if not point["ReadOnly"]] == [WRITABLE]


def test_container_port_and_path_are_the_same_in_image_task_and_load_balancer() -> None:
    template = deployed(SHIFTING)["service"]
    dockerfile = (PROJECT / "Dockerfile").read_text("utf-8")
    _, service = delivered(template)
    found = container(template)
    exposed = {int(port) for port in re.findall(r"^EXPOSE (\d+)$", dockerfile, re.M)}
    mapped = {mapping["ContainerPort"] for mapping in found["PortMappings"]}
    of_the_image = [each for each in containers(template).values() if each["Image"] == found["Image"]]
    reached = {mapping["ContainerPort"] for each in of_the_image for mapping in each.get("PortMappings", ())}
    balanced = {(each["ContainerName"], each["ContainerPort"]) for each in service["LoadBalancers"]}
    variables = {each["Name"]: each["Value"] for each in found["Environment"]}
    assert mapped == {SHIFTING.port} == {int(variables["PORT"])}
    assert exposed == reached
    assert balanced == {(found["Name"], SHIFTING.port)}
    assert found["Name"] == CONTAINER == WATCHED_CONTAINER == JUDGED_CONTAINER
    groups = [each["Properties"] for each in of_construct(template, GROUP, OF_THE_LOAD_BALANCER).values()]
    (asked,) = {group["HealthCheckPath"] for group in groups}
    assert {group["Port"] for group in groups} == {SHIFTING.port}
    assert f"{asked}'" in dockerfile, f"the load balancer asks for {asked}, HEALTHCHECK in Dockerfile for another path"


def test_a_task_has_more_time_to_stop_than_requests_have_to_end() -> None:
    template = deployed(SHIFTING)["service"]
    for group in of_construct(template, GROUP, OF_THE_LOAD_BALANCER).values():
        attributes = {each["Key"]: each["Value"] for each in group["Properties"]["TargetGroupAttributes"]}
        assert int(attributes["deregistration_delay.timeout_seconds"]) < container(template)["StopTimeout"]


def test_the_load_balancer_closes_a_connection_before_the_service_does() -> None:
    template = deployed(SHIFTING)["service"]
    for _, before_tasks in (balancer(template), entrance(template)):
        attributes = {each["Key"]: each["Value"] for each in before_tasks["LoadBalancerAttributes"]}
        # Read and not imported, which would load the whole service; a program that says nothing of it is not asked.
        for started in CODE.glob("*/__main__.py"):
            for kept in re.findall(r"^KEEP_ALIVE_SECONDS = (\d+)$", started.read_text("utf-8"), re.MULTILINE):
                assert int(attributes["idle_timeout.timeout_seconds"]) < int(kept), f"KEEP_ALIVE_SECONDS in {started}"


def test_a_task_pulls_from_the_repository_of_its_image_and_signs_in_to_its_database_only() -> None:
    template = deployed(SHIFTING)["service"]
    pulls, signs_in = (
        [text(each["Resource"]) for _, each in statements(template) if each.get("Sid") == sid]
        for sid in ("PullTheImage", "SignInToTheDatabase")
    )
    assert pulls and signs_in
    assert all('"Ref": "Image"' in resource for resource in pulls)
    assert all(":dbuser:" in resource and "*" not in resource for resource in signs_in)


@pytest.mark.parametrize(("environment", "provider"), [(ROLLING, "FARGATE"), (LINEAR, "FARGATE_SPOT")])
def test_fargate_places_the_tasks(environment: Environment, provider: str) -> None:
    template = deployed(environment)["service"]
    _, service = delivered(template)
    assert [each["CapacityProvider"] for each in service["CapacityProviderStrategy"]] == [provider]
    assert not resources(template, "AWS::AutoScaling::AutoScalingGroup")


def test_instances_have_room_for_old_and_new_tasks() -> None:
    template = deployed(CANARY)["service"]
    (group,) = properties(template, "AWS::AutoScaling::AutoScalingGroup")
    # Twenty tasks while traffic shifts, two on each instance, since each has a network interface of its own.
    assert int(group["MaxSize"]) == 10


def test_the_tasks_are_placed_on_these_instances() -> None:
    template = deployed(CANARY)["service"]
    _, service = delivered(template)
    (used,) = service["CapacityProviderStrategy"]
    assert references(used["CapacityProvider"]) == set(resources(template, "AWS::ECS::CapacityProvider"))


@every_environment
def test_the_number_of_tasks_follows_cpu_and_requests_of_both_target_groups(environment: Environment) -> None:
    template = deployed(environment)["service"]
    id, service = delivered(template)
    targets = resources(template, "AWS::ApplicationAutoScaling::ScalableTarget")
    ((target_id, found),) = [(name, each) for name, each in targets.items() if id in references(each["Properties"])]
    target = found["Properties"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (environment.tasks, environment.most_tasks)
    all_policies = properties(template, "AWS::ApplicationAutoScaling::ScalingPolicy")
    policies = [policy for policy in all_policies if references(policy["ScalingTargetId"]) == {target_id}]
    followed = [policy["TargetTrackingScalingPolicyConfiguration"] for policy in policies]
    (cpu,) = [each for each in followed if "ECSServiceAverageCPUUtilization" in text(each)]
    (requests,) = [each for each in followed if "RequestCountPerTarget" in text(each)]
    assert (cpu["TargetValue"], requests["TargetValue"]) == (BUSY_PERCENT, environment.requests_per_task)
    assert "LoadBalancerBlue" in text(requests)
    assert "LoadBalancerGreen" in text(requests)
    # Scaling owns the count: a deployment that wrote it would take tasks away from a busy service.
    assert "DesiredCount" not in service


@every_environment
@pytest.mark.parametrize("part", PARTS)
def test_no_other_project_has_tasks_of_the_same_family(environment: Environment, part: str) -> None:
    for id, definition in definitions(deployed(environment)[part]).items():
        family = definition["Properties"].get("Family", "")
        assert family.startswith(f"{deployment_name(environment)}-"), (
            f'{id}: family=f"{{deployment_name(environment)}}-…" in place of {family!r}'
        )


def test_sizes_are_values() -> None:
    template = deployed(LINEAR)["service"]
    definition = delivered_definition(template)
    assert (definition["Cpu"], definition["Memory"]) == ("2048", "4096")
