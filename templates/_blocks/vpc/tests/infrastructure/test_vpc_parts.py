"""The parts of a VPC, in one whose subnets have names of their own; and that every VPC of an environment is logged."""

import copy
import functools
import json
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms

from environments import SANDBOX
from settings.configuration import ConfigurationError
from tests.support.cloudformation import Template, in_words, properties, references, resources, text
from tests.support.remembered_synthesis import remembered, scratch_folder
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.data.endpoints import INSTANCE_ENDPOINTS, add_endpoints, own_service, with_own
from workload.data.flow_logs import log_flows
from workload.data.zones import StackWithZones, place_subnets
from workload.environment import Environment

CIDR = "10.9.0.0/16"
PLANES = ("Management", "Forwarding")
ZONES = ("use1-az1", "use1-az4")


@functools.cache
def planes(*zone_ids: str) -> Template:
    """A network of two planes with everything that the parts make; one of its own endpoints is there already."""
    assembly = remembered().assembly(f"planes in {zone_ids}", lambda: _synthesise(*zone_ids))
    template: Template = json.loads((assembly / "Data.template.json").read_text("utf-8"))
    return template


def _synthesise(*zone_ids: str) -> Path:
    app = cdk.App(outdir=str(scratch_folder()))
    stack = StackWithZones(app, "Data")
    vpc = ec2.Vpc(
        stack,
        "Vpc",
        ip_addresses=ec2.IpAddresses.cidr(CIDR),
        max_azs=2,
        subnet_configuration=[
            ec2.SubnetConfiguration(name=name, subnet_type=ec2.SubnetType.PRIVATE_ISOLATED) for name in PLANES
        ],
    )
    place_subnets(vpc, PLANES, zone_ids)
    management = ec2.SubnetSelection(subnet_group_name=PLANES[0])
    services = with_own(INSTANCE_ENDPOINTS, ("sqs", "ecs_agent"))
    add_endpoints(stack, vpc=vpc, cidr=CIDR, subnets=management, services=services)
    log_flows(stack, vpc=vpc, environment=SANDBOX, key=kms.Key(stack, "Key"))
    return Path(app.synth().directory)


def test_cloudformation_chooses_the_zones_that_nobody_names() -> None:
    zones = [text(subnet["AvailabilityZone"]) for subnet in properties(planes(), "AWS::EC2::Subnet")]
    assert len(zones) == 4
    assert len(set(zones)) == 2
    assert all("Fn::GetAZs" in zone for zone in zones)


def test_the_subnets_of_each_plane_are_in_the_zones_that_are_named() -> None:
    subnets = properties(planes(*ZONES), "AWS::EC2::Subnet")
    assert [subnet["AvailabilityZoneId"] for subnet in subnets] == [*ZONES, *ZONES]
    assert not [subnet for subnet in subnets if "AvailabilityZone" in subnet]


def test_an_endpoint_is_reached_by_https_from_the_network_and_made_once() -> None:
    template = planes()
    endpoints = properties(template, "AWS::EC2::VPCEndpoint")
    named = [in_words(each["ServiceName"]).rpartition(".")[2] for each in endpoints]
    assert sorted(named) == ["ecs", "ecs-agent", "ecs-telemetry", "sqs"]
    (group,) = properties(template, "AWS::EC2::SecurityGroup")
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == (CIDR, 443, 443)
    in_management = {id for id in resources(template, "AWS::EC2::Subnet") if PLANES[0] in id}
    assert all(references(each["SubnetIds"]) == in_management for each in endpoints)


def test_a_service_that_has_no_endpoint_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigurationError, match=r'endpoints=\("sqss",\): .*, for example endpoints=\("sqs",\)'):
        own_service("sqss")


def test_flows_are_logged_encrypted_and_as_long_as_the_environment_says() -> None:
    template = planes()
    (flows,) = properties(template, "AWS::EC2::FlowLog")
    assert flows["TrafficType"] == "ALL"
    (group,) = properties(template, "AWS::Logs::LogGroup")
    assert group["RetentionInDays"] == SANDBOX.log_retention_days
    assert references(group["KmsKeyId"]) == set(resources(template, "AWS::KMS::Key"))


def without_flow_logs(template: Template) -> set[str]:
    """The VPCs that the template makes, and whose flows it does not log all. One that was there is its owner's."""
    flows = [each["Properties"] for each in resources(template, "AWS::EC2::FlowLog").values()]
    logged = references([flow["ResourceId"] for flow in flows if flow.get("TrafficType") == "ALL"])
    return set(resources(template, "AWS::EC2::VPC")) - logged


@every_environment
def test_every_vpc_that_an_environment_makes_writes_flow_logs(environment: Environment) -> None:
    assert {part: without_flow_logs(template) for part, template in deployed(environment).items()} == {
        "data": set(),
        "service": set(),
    }


def _none_is_left(template: Template) -> None:
    for name in resources(template, "AWS::EC2::FlowLog"):
        del template["Resources"][name]


def _of_another_vpc(template: Template) -> None:
    for flow in properties(template, "AWS::EC2::FlowLog"):
        flow["ResourceId"] = "vpc-0123456789abcdef0"


def _of_refused_packets_alone(template: Template) -> None:
    for flow in properties(template, "AWS::EC2::FlowLog"):
        flow["TrafficType"] = "REJECT"


@pytest.mark.parametrize("spoil", [_none_is_left, _of_another_vpc, _of_refused_packets_alone])
def test_a_vpc_without_flow_logs_of_its_own_is_found(spoil: Callable[[Template], None]) -> None:
    template = copy.deepcopy(planes())
    assert not without_flow_logs(template)
    spoil(template)
    assert without_flow_logs(template) == set(resources(template, "AWS::EC2::VPC")) != set()
