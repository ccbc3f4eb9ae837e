"""What a task of the function is: the rights that its packets need and no others, and the variables that it reads."""

import pytest
from packet_filter.settings import Settings

from tests.support.cloudformation import in_words, properties, references, resources, statements
from tests.support.cnf import EVERY, EXISTING, GATEWAY, ROLLING, container_of, function_stack, service_of, variables_of
from workload.environment import Environment, ExistingNetwork

every_function = pytest.mark.parametrize("environment", EVERY, ids=lambda each: each.name)
DEFINITION = "AWS::ECS::TaskDefinition"


def system_controls(environment: Environment) -> dict[str, str]:
    return {each["Namespace"]: each["Value"] for each in container_of(environment)["SystemControls"]}


@every_function
def test_the_function_starts_with_what_it_is_given(environment: Environment) -> None:
    # The name of a bucket is known to an account only.
    settings = Settings.load({**variables_of(environment), "POLICY_BUCKET": "bucket"})
    assert str(settings.placement.function) == str(environment.function)
    assert str(settings.placement.entry) == str(environment.entry)
    assert settings.placement.one_arm
    assert settings.policy_seconds == environment.policy_seconds
    assert settings.idle_seconds == environment.flows.idle_seconds
    assert settings.environment_name == environment.name


@every_function
def test_it_drains_and_ends_before_ecs_kills_it(environment: Environment) -> None:
    assert int(variables_of(environment)["DRAIN_SECONDS"]) < container_of(environment)["StopTimeout"]


@pytest.mark.parametrize(
    ("environment", "capabilities", "devices"),
    [(GATEWAY, {"NET_ADMIN", "NET_RAW"}, ["/dev/net/tun"]), (ROLLING, {"NET_ADMIN"}, [])],
    ids=["gateway", "network"],
)
def test_it_has_the_capabilities_and_devices_that_its_packets_need_and_no_others(
    environment: Environment, capabilities: set[str], devices: list[str]
) -> None:
    linux = container_of(environment)["LinuxParameters"]
    assert linux["Capabilities"]["Drop"] == ["ALL"]
    assert set(linux["Capabilities"]["Add"]) == capabilities
    assert [each["ContainerPath"] for each in linux.get("Devices", ())] == devices
    for device in linux.get("Devices", ()):
        assert set(device["Permissions"]) == {"read", "write"}


@every_function
def test_it_is_never_privileged_and_writes_to_memory_alone(environment: Environment) -> None:
    container = container_of(environment)
    assert not container.get("Privileged", False)
    assert container["ReadonlyRootFilesystem"] is True
    assert [each["ContainerPath"] for each in container["LinuxParameters"]["Tmpfs"]] == ["/tmp"]  # noqa: S108
    (definition,) = properties(function_stack(environment), DEFINITION)
    assert not definition.get("Volumes")


@every_function
def test_a_task_has_an_interface_of_its_own_among_the_data_subnets(environment: Environment) -> None:
    (definition,) = properties(function_stack(environment), DEFINITION)
    assert (definition["NetworkMode"], definition["RequiresCompatibilities"]) == ("awsvpc", ["EC2"])
    network = service_of(environment)["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["AssignPublicIp"] == "DISABLED"
    assert all("Data" in in_words(subnet) for subnet in network["Subnets"])
    (group,) = properties(function_stack(environment), "AWS::AutoScaling::AutoScalingGroup")
    assert all("Management" in in_words(subnet) for subnet in group["VPCZoneIdentifier"])


def test_in_a_vpc_that_is_there_already_they_take_the_subnets_that_it_names() -> None:
    template, network = function_stack(EXISTING), EXISTING.network
    assert isinstance(network, ExistingNetwork)
    interfaces = service_of(EXISTING)["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert tuple(interfaces["Subnets"]) == network.data_subnets
    (group,) = properties(template, "AWS::AutoScaling::AutoScalingGroup")
    assert tuple(group["VPCZoneIdentifier"]) == network.management_subnets
    assert not resources(template, "AWS::EC2::VPC")


def test_the_tunnel_finds_the_kernel_as_it_needs_it() -> None:
    told = system_controls(GATEWAY)
    # The device is made later and takes the default values.
    assert told["net.ipv4.conf.all.rp_filter"] == told["net.ipv4.conf.default.rp_filter"] == "0"
    assert told["net.ipv6.conf.default.disable_ipv6"] == "0"
    assert not [name for name in system_controls(ROLLING) if "rp_filter" in name]


@every_function
def test_only_packets_of_the_load_balancer_and_its_health_checks_reach_a_task(environment: Environment) -> None:
    template = function_stack(environment)
    (service_group,) = references(
        service_of(environment)["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"]
    )
    own = template["Resources"][service_group]["Properties"].get("SecurityGroupIngress", [])
    others = [
        each["Properties"]
        for each in resources(template, "AWS::EC2::SecurityGroupIngress").values()
        if service_group in references(each["Properties"]["GroupId"])
    ]
    let_in = {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in [*own, *others]}
    ports = {(str(port.protocol), port.number, port.number) for port in environment.ports} or {("udp", 6081, 6081)}
    assert let_in == ports | {("tcp", 8080, 8080)}
    assert not [rule for rule in [*own, *others] if rule.get("CidrIp") == "0.0.0.0/0"]


@every_function
def test_its_role_reads_the_policy_and_nothing_else(environment: Environment) -> None:
    template = function_stack(environment)
    (definition,) = properties(template, DEFINITION)
    (role,) = references(definition["TaskRoleArn"])
    allowed = {each["Action"]: in_words(each["Resource"]) for name, each in statements(template) if name == role}
    assert set(allowed) == {"s3:GetObject", "kms:Decrypt"}
    assert allowed["s3:GetObject"].endswith(f"/{variables_of(environment)['POLICY_KEY']}")
    assert "*" not in "".join(allowed.values())


@every_function
def test_former_tasks_stay_for_a_rollback(environment: Environment) -> None:
    for definition in resources(function_stack(environment), DEFINITION).values():
        assert definition["UpdateReplacePolicy"] == "Retain"


@every_function
def test_its_log_is_encrypted_and_kept_as_long_as_the_environment_says(environment: Environment) -> None:
    template = function_stack(environment)
    options = container_of(environment)["LogConfiguration"]["Options"]
    (log,) = references(options["awslogs-group"])
    kept = template["Resources"][log]["Properties"]
    assert kept["RetentionInDays"] == environment.log_retention_days
    assert "Key" in in_words(kept["KmsKeyId"])
