"""Tasks and instances that stand in public subnets, beside private ones."""

from collections.abc import Iterator
from typing import Any

from ..elsewhere import resource_of
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, as_text
from ..values import walk
from .network import public_subnets

TASKS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"
INSTANCES = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html"
SUBNET = "AWS::EC2::Subnet"
_NETWORK = """
Open: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc}}
Closed: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc}}
Gateway: {Type: "AWS::EC2::InternetGateway"}
Table: {Type: "AWS::EC2::RouteTable"}
Other: {Type: "AWS::EC2::RouteTable"}
Way:
  Type: AWS::EC2::Route
  Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
OfOpen:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Open}
OfClosed:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {RouteTableId: !Ref Other, SubnetId: !Ref Closed}
"""


_SERVICE = """
Service:
  Type: AWS::ECS::Service
  Properties:
    NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref %s], AssignPublicIp: DISABLED}}
"""


@rule(
    id="task-is-in-private-subnets",
    reason="A task without a public address reaches nothing through an internet gateway, not even its image.",
    source=TASKS,
    fails=with_resources(_NETWORK + _SERVICE % "Open"),
    passes=with_resources(_NETWORK + _SERVICE % "Closed"),
)
def task_is_private(repository: Repository) -> Iterator[At]:
    """A service whose tasks have no public address does not stand in public subnets, where its VPC has others."""
    for service in repository.of_type("AWS::ECS::Service"):
        network = ("NetworkConfiguration", "AwsvpcConfiguration")
        subnet = _public(repository, service, service.get(*network, "Subnets"))
        if subnet is not None and service.text(*network, "AssignPublicIp") in {"", "DISABLED"}:
            yield At.of(
                service,
                f"its tasks have no public address and stand in {subnet.id}, whose way out is an internet gateway, "
                "which takes nothing from them: name the private subnets of the VPC",
            )


_FLEET = """
Fleet:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties: {VPCZoneIdentifier: [!Ref %s], LaunchTemplate: {LaunchTemplateId: !Ref Launched}}
Launched: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {InstanceType: m7g.large}}}
"""


@rule(
    id="instances-are-in-private-subnets",
    reason="An instance without a public address reaches nothing through an internet gateway, and has it at its door.",
    source=INSTANCES,
    fails=with_resources(_NETWORK + _FLEET % "Open"),
    passes=with_resources(_NETWORK + _FLEET % "Closed"),
)
def instances_are_private(repository: Repository) -> Iterator[At]:
    """Instances that get no public address do not stand in public subnets, where their VPC has others."""
    for fleet in repository.of_type("AWS::AutoScaling::AutoScalingGroup"):
        subnet = _public(repository, fleet, fleet.get("VPCZoneIdentifier"))
        if subnet is not None and _has_no_address(fleet) and subnet.text("MapPublicIpOnLaunch") in {"", "false"}:
            yield At.of(
                fleet,
                f"its instances get no public address and stand in {subnet.id}, whose way out is an internet gateway, "
                "which takes nothing from them: name the private subnets of the VPC",
            )


def _has_no_address(fleet: Resource) -> bool:
    """Neither its launch template gives one, nor may an instance take one itself, as those that translate do."""
    launched = fleet.template.resource(fleet.get("LaunchTemplate", "LaunchTemplateId"))
    if launched is None or launched.type != "AWS::EC2::LaunchTemplate" or fleet.get("MixedInstancesPolicy") is not None:
        return False
    written = launched.get("LaunchTemplateData", "NetworkInterfaces") or []
    gets_one = any(as_text(each) == "true" for each in walk(written, "AssociatePublicIpAddress"))
    takes_one = any(
        action.lower() == "ec2:associateaddress" or action in {"ec2:*", "*"}
        for policy in fleet.template.of_type("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
        for actions in walk(policy.properties, "Action")
        for action in map(as_text, as_list(actions))
    )
    return not gets_one and not takes_one


def _public(repository: Repository, resource: Resource, subnets: Any) -> Resource | None:
    """A public subnet of these, whose VPC has private ones in the same template."""
    for value in each_of(subnets):
        found = resource_of(repository, resource.template, value)
        if found is None or found.type != SUBNET:
            continue
        public = public_subnets(found.template)
        beside = [each for each in found.template.of_type(SUBNET) if each.text("VpcId") == found.text("VpcId")]
        if found.id in public and any(each.id not in public for each in beside):
            return found
    return None
