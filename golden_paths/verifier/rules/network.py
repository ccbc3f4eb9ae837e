"""What stands in the internet: addresses, subnets and ports."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, Template, as_list, as_text

EVERYWHERE = {"0.0.0.0/0", "::/0"}
# Ports of administration and of data, which nobody serves to the internet.
CLOSED = {
    **{22: "SSH", 23: "Telnet", 445: "SMB", 1433: "SQL Server", 1521: "Oracle", 2049: "NFS", 2375: "Docker"},
    **{3306: "MySQL", 3389: "RDP", 5432: "PostgreSQL", 5439: "Redshift", 5985: "WinRM", 6379: "Redis"},
    **{9200: "OpenSearch", 11211: "Memcached", 27017: "MongoDB"},
}
DATABASES = ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::Redshift::Cluster", "AWS::DocDB::DBCluster")
LOAD_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


@rule(
    id="database-has-no-public-address",
    reason="A database with a public address is one weak password or one open port away from everybody.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    fails=with_resources("Database:\n  Type: AWS::RDS::DBInstance\n  Properties: {PubliclyAccessible: true}"),
    passes=with_resources("Database:\n  Type: AWS::RDS::DBInstance\n  Properties: {PubliclyAccessible: false}"),
)
def database_has_no_public_address(repository: Repository) -> Iterator[At]:
    """No database is publicly accessible."""
    for database in repository.of_type(*DATABASES, "AWS::DMS::ReplicationInstance"):
        if database.text("PubliclyAccessible") == "true":
            yield At.of(
                database,
                "PubliclyAccessible is true, which gives the database an address in the internet: set it to false and "
                "reach it from within the VPC",
            )


_NETWORK = """
Table:
  Type: AWS::EC2::RouteTable
Way:
  Type: AWS::EC2::Route
  Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, %s}
Of:
  Type: AWS::EC2::SubnetRouteTableAssociation
  Properties: {RouteTableId: !Ref Table, SubnetId: !Ref Subnet}
Subnet:
  Type: AWS::EC2::Subnet
Gateway:
  Type: AWS::EC2::InternetGateway
Translation:
  Type: AWS::EC2::NatGateway
Group:
  Type: AWS::RDS::DBSubnetGroup
  Properties: {SubnetIds: [!Ref Subnet]}
"""


@rule(
    id="database-is-in-private-subnets",
    reason="A subnet with a route to an internet gateway is public; a database needs no way to the internet.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    fails=with_resources(_NETWORK % "GatewayId: !Ref Gateway"),
    passes=with_resources(_NETWORK % "NatGatewayId: !Ref Translation"),
)
def database_is_in_private_subnets(repository: Repository) -> Iterator[At]:
    """The subnets of a database have no route to an internet gateway."""
    for template in repository.templates:
        public = public_subnets(template)
        for group in template.of_type(
            "AWS::RDS::DBSubnetGroup", "AWS::ElastiCache::SubnetGroup", "AWS::Redshift::ClusterSubnetGroup"
        ):
            found = [
                subnet.id
                for each in each_of(group.get("SubnetIds"))
                if (subnet := template.resource(each)) is not None and subnet.id in public
            ]
            if found:
                yield At(
                    template.file,
                    group.where,
                    f"{found[0]} has a route to an internet gateway, and databases of this group stand in it: name "
                    "subnets without such a route",
                )


def public_subnets(template: Template) -> set[str]:
    """Logical ids of subnets with a route to an internet gateway of this template."""
    tables = {
        as_text(route.get("RouteTableId"))
        for route in template.of_type("AWS::EC2::Route")
        if route.text("DestinationCidrBlock") in EVERYWHERE
        and (gateway := template.resource(route.get("GatewayId"))) is not None
        and gateway.type == "AWS::EC2::InternetGateway"
    }
    return {
        subnet.id
        for each in template.of_type("AWS::EC2::SubnetRouteTableAssociation")
        if as_text(each.get("RouteTableId")) in tables
        and (subnet := template.resource(each.get("SubnetId"))) is not None
    }


_SERVICE = """
Service:
  Type: AWS::ECS::Service
  Properties:
    NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-0a1b2c3d], AssignPublicIp: %s}}
"""


@rule(
    id="task-has-no-public-address",
    reason="A task with a public address can be reached past the load balancer, where its security group lets it.",
    source="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html",
    fails=with_resources(_SERVICE % "ENABLED"),
    passes=with_resources(_SERVICE % "DISABLED"),
)
def task_has_no_public_address(repository: Repository) -> Iterator[At]:
    """No task of a service gets an address in the internet."""
    for service in repository.of_type("AWS::ECS::Service"):
        if service.text("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp") == "ENABLED":
            yield At.of(
                service,
                "AssignPublicIp is ENABLED, so each task has an address in the internet: use private subnets with "
                "a NAT gateway or VPC endpoints, and DISABLED",
            )


_GROUP = """
Group:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: Of the load balancer
    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: %s, CidrIp: 0.0.0.0/0}]
Balancer:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties: {SecurityGroups: [!Ref Group]}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties: {LoadBalancerArn: !Ref Balancer, Port: 443}
"""


@rule(
    id="port-is-not-for-everybody",
    reason="An open port that nobody serves today is served by the next process that listens there.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    fails=with_resources(_GROUP % 444),
    passes=with_resources(_GROUP % 443),
)
def port_is_not_for_everybody(repository: Repository) -> Iterator[At]:
    """The internet reaches the listeners of a load balancer, and no port of administration or of data."""
    databases = (each.text("Port") for each in repository.of_type(*DATABASES))
    no_one = CLOSED | {int(port): "a database" for port in databases if port.isdigit() and int(port) not in CLOSED}
    for template in repository.templates:
        served = _served(template)
        for group, rule_, owner in _open(template):
            ports = _ports(rule_)
            if ports is None:
                continue
            listeners = served.get(group)
            listed = listeners or set()
            closed = [f"{port} ({name})" for port, name in no_one.items() if port in ports and port not in listed]
            if closed or (listeners is not None and not listeners.issuperset(ports)):
                what = f"the port {closed[0]}" if len(ports) == 1 and closed else _called(ports)
                yield At(
                    template.file,
                    owner.where,
                    f"{what} is open to {_source(rule_)}{f', with {closed[0]}' if closed and len(ports) > 1 else ''}: "
                    f"allow the {'ports of the listeners alone' if listeners else 'security groups of its callers'}",
                )


def _open(template: Template) -> Iterator[tuple[str, Mapping[str, Any], Resource]]:
    """Id of the group, rule and the resource that holds the rule, of each rule that lets everybody in.

    The id is empty where the group is of another template.
    """
    for group in template.of_type("AWS::EC2::SecurityGroup"):
        for each in as_list(group.get("SecurityGroupIngress")):
            if isinstance(each, Mapping) and _source(each) and "Condition" not in group.body:
                yield group.id, each, group
    for owner in template.of_type("AWS::EC2::SecurityGroupIngress"):
        found = template.resource(owner.get("GroupId"))
        if _source(owner.properties) and "Condition" not in owner.body:
            yield found.id if found is not None else "", owner.properties, owner


def _source(rule_: Mapping[str, Any]) -> str:
    return next((text for name in ("CidrIp", "CidrIpv6") if (text := as_text(rule_.get(name))) in EVERYWHERE), "")


def _ports(rule_: Mapping[str, Any]) -> range | None:
    """The ports of a rule; None where they are not known or it has none."""
    protocol, first, last = (as_text(rule_.get(each)) for each in ("IpProtocol", "FromPort", "ToPort"))
    if protocol == "-1":
        return range(65536)
    if protocol not in {"tcp", "udp", "6", "17"} or not first.isdigit() or not (last or first).isdigit():
        return None
    return range(int(first), int(last or first) + 1)


def _called(ports: range) -> str:
    if len(ports) == 65536:
        return "every port"
    return f"the port {ports[0]}" if len(ports) == 1 else f"each port from {ports[0]} to {ports[-1]}"


def _served(template: Template) -> dict[str, set[int]]:
    """Ports of listeners by security group, of load balancers all of whose listeners are here."""
    listeners: dict[str, set[int]] = defaultdict(set)
    unknown = set()
    for listener in template.of_type("AWS::ElasticLoadBalancingV2::Listener"):
        of, port = listener.text("LoadBalancerArn"), listener.text("Port")
        listeners[of].add(int(port) if port.isdigit() else 0)
        unknown |= set() if port.isdigit() else {of}
    outputs = as_text(list(_values(template.body.get("Outputs"))))
    served: dict[str, set[int]] = defaultdict(set)
    for balancer in template.of_type(LOAD_BALANCER):
        here = f"${{{balancer.id}}}"
        if here in listeners and here not in unknown and here not in outputs:
            for each in each_of(balancer.get("SecurityGroups")):
                if group := template.resource(each):
                    served[group.id] |= listeners[here]
    return served


def _values(outputs: Any) -> Iterator[Any]:
    for each in outputs.values() if isinstance(outputs, Mapping) else ():
        if isinstance(each, Mapping):
            yield each.get("Value")
