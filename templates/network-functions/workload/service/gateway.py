"""How packets of others reach the function and come back: a Gateway Load Balancer, its targets and its endpoints."""

from enum import StrEnum

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from monitoring.health_alarm import MINUTE
from security.nag import accept
from workload.address_plan import Plane, plan
from workload.data.network import FunctionNetwork
from workload.environment import Environment, ExistingNetwork, Network
from workload.environment_rules import HEALTH_PORT
from workload.service.gateway_attributes import balancer_attributes, listener_attributes, target_attributes
from workload.service.gateway_endpoints import GatewayEndpoints

GENEVE_PORT = 6081
# A target is sick after 20 seconds, and healthy after as many. Source: health checks of Gateway Load Balancers.
HEALTH_SECONDS, HEALTH_TIMEOUT_SECONDS, LOOKS = 10, 5, 2


class Targets(StrEnum):
    """How targets are named. INSTANCE: those of a VNF. IP: tasks of ECS, each with a network interface of its own."""

    INSTANCE = "instance"
    IP = "ip"


class Gateway(Construct):
    """A Gateway Load Balancer over all zones, and an endpoint of it in each `Endpoint` subnet.

    balancer, target_group, listener: resources of CloudFormation, since the CDK has nothing above them.
    target_group_arn: for whatever registers targets. endpoint_ids: in the order of the zones.
    endpoint_service: the name by which other networks make endpoints, once their account is allowed to.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, network: FunctionNetwork, targets: Targets
    ) -> None:
        super().__init__(scope, id)
        self.balancer = elb.CfnLoadBalancer(
            self,
            "Balancer",
            type="gateway",
            subnets=network.vpc.select_subnets(subnet_group_name=network.data.subnet_group_name).subnet_ids,
            load_balancer_attributes=[
                elb.CfnLoadBalancer.LoadBalancerAttributeProperty(key=key, value=value)
                for key, value in balancer_attributes(environment).items()
            ],
        )
        accept(
            self.balancer,
            rule="AwsSolutions-ELB2",
            reason="A Gateway Load Balancer has no access logs; the flow log of the network says who spoke to whom",
        )
        self.target_group = elb.CfnTargetGroup(
            self,
            "Targets",
            protocol="GENEVE",
            port=GENEVE_PORT,
            target_type=targets.value,
            vpc_id=network.vpc.vpc_id,
            health_check_protocol="HTTP",
            health_check_port=str(HEALTH_PORT),
            health_check_path="/health",
            health_check_interval_seconds=HEALTH_SECONDS,
            health_check_timeout_seconds=HEALTH_TIMEOUT_SECONDS,
            healthy_threshold_count=LOOKS,
            unhealthy_threshold_count=LOOKS,
            target_group_attributes=[
                elb.CfnTargetGroup.TargetGroupAttributeProperty(key=key, value=value)
                for key, value in target_attributes(environment.flows).items()
            ],
        )
        self.target_group_arn = self.target_group.attr_target_group_arn
        self.listener = elb.CfnListener(
            self,
            "Listener",
            load_balancer_arn=self.balancer.attr_load_balancer_arn,
            default_actions=[
                elb.CfnListener.ActionProperty(type="forward", target_group_arn=self.target_group_arn),
            ],
            listener_attributes=[
                elb.CfnListener.ListenerAttributeProperty(key=key, value=value)
                for key, value in listener_attributes(environment.flows).items()
            ],
        )
        endpoints = GatewayEndpoints(
            self, "Endpoints", environment=environment, network=network, balancer=self.balancer
        )
        # Packets that come in before there is a listener would be lost.
        endpoints.node.add_dependency(self.listener)
        self.endpoint_ids = endpoints.ids
        self.endpoint_service = endpoints.service_name

    def metric(self, name: str, *, statistic: str = "Maximum", label: str | None = None) -> cloudwatch.Metric:
        """A metric of the target group by the minute, for example "UnHealthyHostCount"."""
        return cloudwatch.Metric(
            namespace="AWS/GatewayELB",
            metric_name=name,
            dimensions_map={
                "LoadBalancer": self.balancer.attr_load_balancer_full_name,
                "TargetGroup": self.target_group.attr_target_group_full_name,
            },
            statistic=statistic,
            period=MINUTE,
            label=label,
        )


def let_in(group: ec2.SecurityGroup, *, environment: Environment) -> None:
    """Let the load balancer, and nobody else, send packets and health checks to a target."""
    for addresses in balancer_addresses(environment.network):
        group.add_ingress_rule(addresses, ec2.Port.udp(GENEVE_PORT), "GENEVE of the load balancer")
        group.add_ingress_rule(addresses, ec2.Port.tcp(HEALTH_PORT), "Health checks")


def balancer_addresses(network: Network | ExistingNetwork) -> list[ec2.IPeer]:
    """Where the load balancer sends from: the data subnets, or all of a VPC whose subnets are known by their ids only.

    It has no security group that could be named instead.
    """
    if isinstance(network, ExistingNetwork):
        return [ec2.Peer.ipv4(network.cidr)]
    return [ec2.Peer.ipv4(str(each)) for each in plan(network.cidr)[Plane.DATA][: network.zones]]
