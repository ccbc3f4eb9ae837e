"""Ways of packets: what security groups let in, where routes lead, and who stands in public subnets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..deliveries import SERVICE, target_groups
from ..elsewhere import resource_of
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, as_text, references
from ..values import known, number, walk
from .network import public_subnets

SECURITY_GROUP = "AWS::EC2::SecurityGroup"
AUTO_SCALING = "AWS::AutoScaling::AutoScalingGroup"
GROUPS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html"
ROUTES = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-route.html"
PRIVATE = "https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/networking-outbound.html"
SHARED = "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html"

_SERVICE = """
Service:
  Type: AWS::ECS::Service
  Properties:
    NetworkConfiguration: {AwsvpcConfiguration: {SecurityGroups: [!Ref Tasks], Subnets: [!Ref Subnet]}}
    LoadBalancers: [{ContainerPort: 8080, TargetGroupArn: !Ref Group}]
Group: {Type: "AWS::ElasticLoadBalancingV2::TargetGroup", Properties: {Port: 8080}}
Tasks:
  Type: AWS::EC2::SecurityGroup
  Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: %s, ToPort: %s, CidrIp: 10.0.0.0/8}]}
Subnet: {Type: "AWS::EC2::Subnet"}
"""


@rule(
    id="target-lets-its-load-balancer-in",
    reason="A target whose security group lets neither traffic nor health checks in is never healthy.",
    source=GROUPS,
    fails=with_resources(_SERVICE % (9090, 9090)),
    passes=with_resources(_SERVICE % (8080, 8080)),
)
def lets_in(repository: Repository) -> Iterator[At]:
    """The security groups of targets let the port of the target group and of its health check in."""
    for owner, groups, targets in _targets(repository):
        open_ = [_opened(repository, group) for group in groups]
        if not open_ or any(each is None for each in open_):
            continue
        ranges = [each for found in open_ for each in found or ()]
        for target, port in targets:
            checked = number(target.template, target.get("HealthCheckPort"))
            protocol = known(target.template, target.get("Protocol") or "HTTP")
            sent = "udp" if protocol in {"UDP", "GENEVE", "QUIC", "TCP_QUIC"} else "tcp"
            for kind, wanted in ((sent, port if protocol else None), ("tcp", checked)):
                if wanted and not any(name in {kind, "-1"} and wanted in ports for name, ports in ranges):
                    yield At.of(
                        groups[0],
                        f"{target.id} sends {kind} to port {wanted:g} of {owner.id}, and no rule lets that in: let the "
                        "load balancer reach that port",
                    )


def _targets(repository: Repository) -> Iterator[tuple[Resource, list[Resource], list[tuple[Resource, float | None]]]]:
    """Services and Auto Scaling groups, their security groups, and their target groups with the port that these use."""
    for owner in repository.of_type(SERVICE, AUTO_SCALING):
        template = owner.template
        named = [template.resources[each] for each in sorted(target_groups(owner)) if each in template.resources]
        ports = {
            name: number(template, each.get("ContainerPort"))
            for each in as_list(owner.get("LoadBalancers"))
            if isinstance(each, Mapping)
            for name in [*(found.id for found in [template.resource(each.get("TargetGroupArn"))] if found)]
        }
        listed = owner.get("NetworkConfiguration", "AwsvpcConfiguration", "SecurityGroups")
        if owner.type == AUTO_SCALING:
            named = [each for value in each_of(owner.get("TargetGroupARNs")) if (each := template.resource(value))]
            launch = template.resource(owner.get("LaunchTemplate", "LaunchTemplateId"))
            listed = launch.get("LaunchTemplateData", "SecurityGroupIds") if launch else None
        groups = [each for value in each_of(listed) if (each := template.resource(value))]
        if groups and len(groups) == len(list(each_of(listed))) and all(each.type == SECURITY_GROUP for each in groups):
            first = next(iter(ports.values()), None)
            found = [(each, ports.get(each.id, first) or number(template, each.get("Port"))) for each in named]
            yield owner, groups, found
    for group in repository.of_type("AWS::ElasticLoadBalancingV2::TargetGroup"):
        # Instances that register by themselves: whatever opens the port of GENEVE is theirs.
        port = number(group.template, group.get("Port"))
        if group.text("Protocol") == "GENEVE" and group.text("TargetType") != "ip" and port:
            opening = [each for each in group.template.of_type(SECURITY_GROUP) if _opens(repository, each, port)]
            groups = _beside(opening[0]) if len(opening) == 1 else []
            if groups:
                yield opening[0], groups, [(group, port)]


def _opens(repository: Repository, group: Resource, port: float) -> bool:
    return any(port in ports and len(ports) == 1 for _, ports in _opened(repository, group) or ())


def _beside(group: Resource) -> list[Resource]:
    """The security groups of instances that have this one, itself first; none where one is not known."""
    template, found = group.template, [group]
    lists = [
        value
        for each in template.resources.values()
        for name in ("SecurityGroupIds", "Groups", "GroupSet")
        for value in walk(each.properties, name)
        if group.id in set(references(value))
    ]
    for value in (each for one in lists for each in each_of(one)):
        other = template.resource(value)
        if other is None or other.type != SECURITY_GROUP:
            return []
        found.append(other)
    return found if lists else []


def _opened(repository: Repository, group: Resource) -> list[tuple[str, range]] | None:
    """Protocols and ports that a group lets in, also by rules of other templates; None where that is not known."""
    rules = [each for each in as_list(group.get("SecurityGroupIngress")) if isinstance(each, Mapping)]
    for owner in repository.of_type("AWS::EC2::SecurityGroupIngress"):
        found = resource_of(repository, owner.template, owner.get("GroupId"))
        if found is None:
            return None
        if found is group:
            rules.append(owner.properties)
    opened = []
    for each in rules:
        protocol, first, last = (as_text(each.get(name)).lower() for name in ("IpProtocol", "FromPort", "ToPort"))
        if protocol == "-1":
            opened.append(("-1", range(65536)))
        elif not protocol.isalnum() or not first.isdigit() or not (last or first).isdigit():
            return None
        else:
            opened.append(
                ({"6": "tcp", "17": "udp"}.get(protocol, protocol), range(int(first), int(last or first) + 1))
            )
    # A group that lets nobody in is opened by another template.
    return opened or None


_ROUTES = """
First: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: a}}
Second: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationCidrBlock: %s, VpcEndpointId: b}}
"""


@rule(
    id="destination-has-one-route",
    reason="A route table holds one route for a destination: a second one cannot be made, or takes its place.",
    source=ROUTES,
    fails=with_resources(_ROUTES % "0.0.0.0/0"),
    passes=with_resources(_ROUTES % "10.0.0.0/8"),
)
def one_route(repository: Repository) -> Iterator[At]:
    """No two routes of a table have one destination, also in two stacks of one environment."""
    seen: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
    for route in repository.of_type("AWS::EC2::Route"):
        table = resource_of(repository, route.template, route.get("RouteTableId"))
        where = f"{table.template.file} {table.id}" if table else f"{route.template.file} {route.text('RouteTableId')}"
        target = route.text("DestinationCidrBlock") or route.text("DestinationIpv6CidrBlock")
        # A parameter or a resource of one template is not that of another, whatever its name.
        only_here = route.template.file if "${" in target else ""
        if target and "Condition" not in route.body and "Fn::" not in where + target:
            seen[where, target, only_here].append(route)
    for (_, target, _), (first, *more) in seen.items():
        for each in more:
            there = f"{first.id} of {first.template.file}"
            yield At.of(each, f"{there} leads {target} of this table elsewhere already: keep one")


_PUBLIC = """
Table: {Type: "AWS::EC2::RouteTable"}
Gateway: {Type: "AWS::EC2::InternetGateway"}
Way:
  Type: AWS::EC2::Route
  Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}
Of:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {RouteTableId: !Ref Table, SubnetId: !Ref %s}
Subnet: {Type: "AWS::EC2::Subnet"}
Other: {Type: "AWS::EC2::Subnet"}
Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties: {VPCZoneIdentifier: [!Ref Subnet], TargetGroupARNs: [targets]}
"""


@rule(
    id="what-runs-code-is-in-private-subnets",
    reason="Behind a load balancer no task or instance needs a way from the internet.",
    source=PRIVATE,
    fails=with_resources(_PUBLIC % "Subnet" + "Other2: {Type: 'AWS::EC2::NatGateway'}"),
    passes=with_resources(_PUBLIC % "Other" + "Other2: {Type: 'AWS::EC2::NatGateway'}"),
)
def private_subnets(repository: Repository) -> Iterator[At]:
    """No targets of a load balancer stand in public subnets of a network that has others with a way out."""
    public = {(template.file, id) for template in repository.templates for id in public_subnets(template)}
    ways = [each.template.file for each in repository.of_type("AWS::EC2::NatGateway")]
    for owner in repository.of_type(SERVICE, AUTO_SCALING):
        listed: Any = owner.get("NetworkConfiguration", "AwsvpcConfiguration", "Subnets")
        # task-has-no-public-address tells of those with an address.
        address = owner.text("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp")
        if address not in {"", "DISABLED"} or not (owner.get("LoadBalancers") or owner.get("TargetGroupARNs")):
            continue
        for value in each_of(owner.get("VPCZoneIdentifier") if owner.type == AUTO_SCALING else listed):
            subnet = resource_of(repository, owner.template, value)
            if subnet and (subnet.template.file, subnet.id) in public and subnet.template.file in ways:
                yield At.of(owner, f"{subnet.id} has a route to an internet gateway: take private subnets")
                break


_PERMISSIONS = """
Open: {Type: "AWS::EC2::VPCEndpointServicePermissions", Properties: {ServiceId: !Ref Of, AllowedPrincipals: ["%s"]}}
Of: {Type: "AWS::EC2::VPCEndpointService", Properties: {AcceptanceRequired: false}}
"""


@rule(
    id="endpoint-service-is-not-for-everybody",
    reason="Any account may make an endpoint of such a service, and send packets to what is behind it.",
    source=SHARED,
    fails=with_resources(_PERMISSIONS % "*"),
    passes=with_resources(_PERMISSIONS % "arn:aws:iam::111122223333:root"),
)
def endpoint_service(repository: Repository) -> Iterator[At]:
    """The permissions of an endpoint service that accepts each request name accounts."""
    for each in repository.of_type("AWS::EC2::VPCEndpointServicePermissions"):
        offer = resource_of(repository, each.template, each.get("ServiceId"))
        asks = offer is None or offer.text("AcceptanceRequired") != "false"
        if not asks and "*" in [as_text(value) for value in each_of(each.get("AllowedPrincipals"))]:
            yield At.of(each, 'AllowedPrincipals is "*", which is every account: name the accounts that may')
