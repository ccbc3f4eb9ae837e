"""The network: subnets of the plan, ways to AWS that avoid the internet, flow logs, and a VPC that is there already."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.support.choices import (
    BLUE_GREEN,
    CNF_FILTER,
    EVERY_CHOICE,
    IN_EXISTING_VPC,
    TRANSIT_GATEWAY,
    VNF_FILTER,
    VNF_SOURCE_NAT,
    WITH_OWN_NETWORK,
)
from tests.support.cloudformation import Template, in_words, properties, references, resources, text, waits_for
from tests.support.network_templates import network_template
from tests.support.packet_paths import Routes
from workload.address_plan import Plane, plan
from workload.environment import Entry, Environment, Function, Network, Shape

every_own_network = pytest.mark.parametrize("environment", WITH_OWN_NETWORK, ids=lambda each: each.name)
ENDPOINT = "AWS::EC2::VPCEndpoint"
ATTACHMENT = "AWS::EC2::TransitGatewayAttachment"
ALWAYS = {"ecr.api", "ecr.dkr", "logs", "monitoring", "ssm", "ssmmessages", "ec2messages", "sts"}
# Whose endpoints let only this account through.
LIMITED = {"ecr.api", "ecr.dkr", "logs"}
OF_SHAPE = {
    Shape.VNF: {"codedeploy", "codedeploy-commands-secure", "autoscaling", "elasticloadbalancing"},
    Shape.CNF: {"ecs", "ecs-agent", "ecs-telemetry"},
}


def services(template: Template, kind: str) -> set[str]:
    """What the endpoints of a kind lead to, such as "ecr.api"."""
    found = [each for each in properties(template, ENDPOINT) if each["VpcEndpointType"] == kind]
    return {in_words(each["ServiceName"]).partition("com.amazonaws.")[2].partition(".")[2] for each in found}


@every_own_network
def test_the_subnets_are_those_of_the_plan(environment: Environment) -> None:
    found = Routes(network_template(environment)).subnets
    planned = plan(environment.network.cidr)
    for name, addresses in found.items():
        plane, zone = name[:-1], int(name[-1])
        assert addresses == planned[Plane(plane)][zone], name
    zones = environment.network.zones
    assert Counter(name[:-1] for name in found) == dict.fromkeys({name[:-1] for name in found}, zones)
    inspected = {Plane.ENDPOINT, Plane.WORKLOAD} <= {name[:-1] for name in found}
    assert inspected is (environment.entry is Entry.GATEWAY)
    assert not [each for each in properties(network_template(environment), "AWS::EC2::Subnet") if _public(each)]


def _public(subnet: dict[str, object]) -> bool:
    return bool(subnet.get("MapPublicIpOnLaunch"))


def test_a_zone_more_moves_no_subnet() -> None:
    three = replace(VNF_FILTER, network=Network(zones=3), instances=3)
    before, after = (Routes(network_template(each)).subnets for each in (VNF_FILTER, three))
    assert before.items() < after.items()


def test_the_zones_are_those_that_the_environment_names() -> None:
    subnets = properties(network_template(CNF_FILTER), "AWS::EC2::Subnet")
    assert set(Counter(each["AvailabilityZoneId"] for each in subnets)) == {"euw1-az1", "euw1-az3"}
    named = properties(network_template(VNF_FILTER), "AWS::EC2::Subnet")
    assert all("Fn::GetAZs" in text(each["AvailabilityZone"]) for each in named)


@every_own_network
def test_every_service_that_the_function_calls_has_an_endpoint_in_management(environment: Environment) -> None:
    template = network_template(environment)
    network = environment.network
    assert isinstance(network, Network)
    wanted = ALWAYS | OF_SHAPE[environment.shape] | set(network.endpoints)
    # An instance with two arms says by its own hook that it carries packets of others.
    two_arms = (environment.shape, environment.function) == (Shape.VNF, Function.SOURCE_NAT)
    assert services(template, "Interface") == wanted | ({"ec2"} if two_arms else set())
    management = {id for id in resources(template, "AWS::EC2::Subnet") if Plane.MANAGEMENT in id}
    for each in properties(template, ENDPOINT):
        if each["VpcEndpointType"] == "Interface":
            assert references(each["SubnetIds"]) == management
            assert each["PrivateDnsEnabled"]
            limited = any(in_words(each["ServiceName"]).endswith(f".{name}") for name in LIMITED)
            assert ("aws:PrincipalAccount" in text(each.get("PolicyDocument", ""))) is limited
    (group,) = properties(template, "AWS::EC2::SecurityGroup")
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == (network.cidr, 443, 443)


@every_own_network
def test_a_workload_reaches_layers_of_images_in_s3_and_nothing_else_past_the_function(
    environment: Environment,
) -> None:
    template = network_template(environment)
    gateways = [each for each in properties(template, ENDPOINT) if each["VpcEndpointType"] == "Gateway"]
    for each in gateways:
        planes = {plane for plane in Plane if plane in text(each["RouteTableIds"])}
        if Plane.WORKLOAD not in planes:
            assert planes == {Plane.DATA, Plane.MANAGEMENT}
            continue
        (statement,) = each["PolicyDocument"]["Statement"]
        assert planes == {Plane.WORKLOAD}
        assert statement["Action"] == "s3:GetObject"
        assert "-starport-layer-bucket/*" in in_words(statement["Resource"])
    assert len(gateways) == (2 if environment.entry is Entry.GATEWAY else 1)


@every_own_network
def test_there_are_as_many_nat_gateways_as_the_network_says_behind_a_gateway_load_balancer(
    environment: Environment,
) -> None:
    template, network = network_template(environment), environment.network
    assert isinstance(network, Network)
    wanted = network.nat_gateways if environment.entry is Entry.GATEWAY else 0
    assert len(resources(template, "AWS::EC2::NatGateway")) == wanted
    assert len(resources(template, "AWS::EC2::InternetGateway")) == bool(wanted)


@every_own_network
def test_a_transit_gateway_keeps_both_directions_of_a_flow_in_one_zone(environment: Environment) -> None:
    network, template = environment.network, network_template(environment)
    assert isinstance(network, Network)
    attachments = resources(template, ATTACHMENT)
    assert len(attachments) == bool(network.transit_gateway_id)
    for name, each in attachments.items():
        attached = each["Properties"]
        assert attached["TransitGatewayId"] == TRANSIT_GATEWAY
        assert attached["Options"] == {"ApplianceModeSupport": "enable"}
        assert len(attached["SubnetIds"]) == network.zones
        routes = resources(template, "AWS::EC2::Route")
        leading = [route for route in routes if "TransitGatewayId" in routes[route]["Properties"]]
        assert leading
        # Before it is attached, EC2 refuses a route to it.
        assert all(name in waits_for(template, route) for route in leading)


@every_own_network
def test_every_flow_is_logged(environment: Environment) -> None:
    template = network_template(environment)
    (log,) = properties(template, "AWS::EC2::FlowLog")
    assert log["TrafficType"] == "ALL"
    assert references(log["ResourceId"]) == set(resources(template, "AWS::EC2::VPC"))


def test_in_a_vpc_that_is_there_nothing_is_made() -> None:
    template = network_template(IN_EXISTING_VPC)
    assert not [each for each in template["Resources"].values() if each["Type"].startswith("AWS::EC2::")]


@pytest.mark.parametrize("environment", EVERY_CHOICE, ids=lambda each: each.name)
def test_the_templates_of_the_data_are_small_enough_for_cloudformation(environment: Environment) -> None:
    assert len(network_template(environment)["Resources"]) < 250


def test_an_own_endpoint_costs_nothing_where_it_is_not_asked_for() -> None:
    assert "sqs" in services(network_template(BLUE_GREEN), "Interface")
    assert "sqs" not in services(network_template(VNF_SOURCE_NAT), "Interface")
