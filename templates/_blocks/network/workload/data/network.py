"""The network of one environment: load balancers in public subnets, tasks in private ones, the database apart."""

from collections.abc import Mapping
from types import MappingProxyType

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from workload.data.endpoints import (
    INSTANCE_ENDPOINTS,
    Service,
    add_endpoints,
    layers_of_images,
    of_this_account,
    own_service,
    with_more,
    with_own,
)
from workload.data.flow_logs import log_flows
from workload.data.zones import MOST_ZONES, StackWithZones, place_subnets
from workload.environment import Environment
from workload.task_sizes import Compute, Egress

# The parts were one module once: files of a team import what moved out of it from here.
__all__ = [
    "DATABASE",
    "ENDPOINTS",
    "INSTANCE_ENDPOINTS",
    "MOST_ZONES",
    "PUBLIC",
    "TASKS",
    "EnvironmentNetwork",
    "Service",
    "StackWithZones",
    "own_service",
]

# What a task calls: its image, its log, its secrets, its traces.
ENDPOINTS = {
    "EcrApi": Service.ECR,
    "EcrImages": Service.ECR_DOCKER,
    "Logs": Service.CLOUDWATCH_LOGS,
    "Secrets": Service.SECRETS_MANAGER,
    "Traces": Service.XRAY,
}
PUBLIC, TASKS, DATABASE = "Public", "Tasks", "Database"
NONE: Mapping[str, Service] = MappingProxyType({})


class EnvironmentNetwork(Construct):
    """The VPC of one environment; `tasks` and `database` select the subnets of each.

    services: what this workload calls besides `ENDPOINTS`, by the ids that their endpoints get where tasks have no way
        out. One that is there already is not made twice.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        key: kms.IKey,
        services: Mapping[str, Service] = NONE,
    ) -> None:
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
        place_subnets(self.vpc, (PUBLIC, TASKS, DATABASE), network.zone_ids)
        self.tasks = ec2.SubnetSelection(subnet_group_name=TASKS)
        self.database = ec2.SubnetSelection(subnet_group_name=DATABASE)
        # Free, and what ECR keeps the layers of images in.
        layers = self.vpc.add_gateway_endpoint(
            "Layers", service=ec2.GatewayVpcEndpointAwsService.S3, subnets=[self.tasks]
        )
        if isolated:
            # Free as well, and a table is what many services have besides.
            tables = self.vpc.add_gateway_endpoint(
                "Tables", service=ec2.GatewayVpcEndpointAwsService.DYNAMODB, subnets=[self.tasks]
            )
            # Only here: with a way to the internet, a policy of an endpoint keeps nothing in.
            for endpoint in (layers, tables):
                endpoint.add_to_policy(of_this_account())
            layers.add_to_policy(layers_of_images(self))
            usual = {**ENDPOINTS, **(INSTANCE_ENDPOINTS if environment.compute is Compute.EC2 else {})}
            add_endpoints(
                self,
                vpc=self.vpc,
                cidr=network.cidr,
                subnets=self.tasks,
                services=with_own(with_more(usual, services), network.endpoints),
            )
        log_flows(self, vpc=self.vpc, environment=environment, key=key)
