"""The network of one environment: load balancers in public subnets, tasks in private ones, the database apart."""

import difflib
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from settings.configuration import ConfigurationError
from workload.environment import Compute, Egress, Environment
from workload.logs import log_group

Service = ec2.InterfaceVpcEndpointAwsService
# What a task calls: its image, its log, its secrets, its traces.
ENDPOINTS = {
    "EcrApi": Service.ECR,
    "EcrImages": Service.ECR_DOCKER,
    "Logs": Service.CLOUDWATCH_LOGS,
    "Secrets": Service.SECRETS_MANAGER,
    "Traces": Service.XRAY,
}
# What the ECS agent of an instance calls besides.
INSTANCE_ENDPOINTS = {"Ecs": Service.ECS, "EcsAgent": Service.ECS_AGENT, "EcsTelemetry": Service.ECS_TELEMETRY}
MOST_ZONES = 3
PUBLIC, TASKS, DATABASE = "Public", "Tasks", "Database"


def own_service(name: str) -> ec2.InterfaceVpcEndpointAwsService:
    """The service that `Network.endpoints` names, for example "sqs".

    Raises ConfigurationError: the CDK knows none of that name.
    """
    known = {each.lower() for each in dir(Service) if each.isupper()}
    if name not in known:
        example = difflib.get_close_matches(name, known, n=1) or ["sqs"]
        raise ConfigurationError(
            f'endpoints=("{name}",): no AWS service with a VPC endpoint that the CDK knows, '
            f'for example endpoints=("{example[0]}",)'
        )
    service = getattr(Service, name.upper())
    assert isinstance(service, Service)
    return service


class StackWithZones(cdk.Stack):
    """A stack whose availability zones CloudFormation chooses, so that no synthesis has to ask an account for them."""

    @property
    def availability_zones(self) -> list[str]:
        return [cdk.Fn.select(index, cdk.Fn.get_azs()) for index in range(MOST_ZONES)]


class EnvironmentNetwork(Construct):
    """The VPC of one environment; `tasks` and `database` select the subnets of each."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id)
        network = environment.network
        isolated = network.egress is Egress.ENDPOINTS
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(network.cidr),
            max_azs=network.zones,
            # Room for a third zone: without it, a zone more would move every subnet.
            reserved_azs=MOST_ZONES - network.zones,
            nat_gateways=0 if isolated else network.nat_gateways,
            subnet_configuration=[
                ec2.SubnetConfiguration(name=PUBLIC, subnet_type=ec2.SubnetType.PUBLIC, map_public_ip_on_launch=False),
                ec2.SubnetConfiguration(
                    name=TASKS,
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED if isolated else ec2.SubnetType.PRIVATE_WITH_EGRESS,
                ),
                ec2.SubnetConfiguration(name=DATABASE, subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            ],
        )
        self._place(network.zone_ids)
        self.tasks = ec2.SubnetSelection(subnet_group_name=TASKS)
        self.database = ec2.SubnetSelection(subnet_group_name=DATABASE)
        # Free, and what ECR keeps the layers of images in.
        self.vpc.add_gateway_endpoint("Layers", service=ec2.GatewayVpcEndpointAwsService.S3, subnets=[self.tasks])
        if isolated:
            # Free as well, and a table is what many services have besides.
            self.vpc.add_gateway_endpoint(
                "Tables", service=ec2.GatewayVpcEndpointAwsService.DYNAMODB, subnets=[self.tasks]
            )
            self._endpoints(environment)
        role = iam.Role(self, "FlowLogRole", assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com"))
        group = log_group(self, "FlowLog", environment=environment, key=key)
        self.vpc.add_flow_log("Flows", destination=ec2.FlowLogDestination.to_cloud_watch_logs(group, role))

    def _place(self, zone_ids: Sequence[str]) -> None:
        """Put the subnets of each kind into these zones instead of those that the account lists first."""
        for name in (PUBLIC, TASKS, DATABASE):
            subnets = self.vpc.select_subnets(subnet_group_name=name).subnets
            for subnet, zone_id in zip(subnets, zone_ids, strict=False):
                placed = subnet.node.default_child
                assert isinstance(placed, ec2.CfnSubnet)
                placed.availability_zone, placed.availability_zone_id = None, zone_id

    def _endpoints(self, environment: Environment) -> None:
        group = ec2.SecurityGroup(self, "EndpointGroup", vpc=self.vpc, description="VPC endpoints")
        group.add_ingress_rule(ec2.Peer.ipv4(environment.network.cidr), ec2.Port.HTTPS, "From this network")
        services = {**ENDPOINTS, **(INSTANCE_ENDPOINTS if environment.compute is Compute.EC2 else {})}
        # One address of a service leads to one endpoint: what stands above is not made twice.
        there = {service.name for service in services.values()}
        own = {f"Own{name.title().replace('_', '')}": own_service(name) for name in environment.network.endpoints}
        services |= {name: service for name, service in own.items() if service.name not in there}
        for name, service in services.items():
            self.vpc.add_interface_endpoint(
                name, service=service, subnets=self.tasks, security_groups=[group], open=False
            )
