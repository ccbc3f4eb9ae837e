"""The network load balancer: for each port a listener, one to try new tasks, and two groups of targets."""

from collections.abc import Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from security.nag import accept
from workload.data.infrastructure import DataStack
from workload.environment import Environment, Port, Protocol
from workload.environment_rules import HEALTH_PORT
from workload.service.cnf.ports import require_ports_beside, test_port

PROTOCOLS = {Protocol.TCP: elb.Protocol.TCP, Protocol.UDP: elb.Protocol.UDP}
HEALTH_PATH = "/health"
CUTS_FLOWS_OF_UNHEALTHY = "target_health_state.unhealthy.connection_termination.enabled"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What ECS moves the traffic of one port with. Either group may be the one that serves."""

    port: Port
    blue: elb.NetworkTargetGroup
    green: elb.NetworkTargetGroup
    production: elb.NetworkListener
    test: elb.NetworkListener


class NetworkBalancer(Construct):
    """`balancer`, internal; `endpoint`, its DNS name; `pairs`, one for each port of the environment.

    A listener is the same in every environment and release that has its port: ECS changes the weights while it deploys,
    and an update by CloudFormation would write back those of the template, which may lead to an empty group.
    """

    def __init__(self, scope: Construct, id: str, *, environment: Environment, data: DataStack) -> None:
        super().__init__(scope, id)
        require_ports_beside(environment)
        self._environment, self._vpc = environment, data.network.vpc
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=self._vpc, description="Network load balancer", allow_all_outbound=False
        )
        self.balancer = elb.NetworkLoadBalancer(
            self,
            "Balancer",
            vpc=self._vpc,
            vpc_subnets=data.network.data,
            internet_facing=False,
            security_groups=[self.group],
            # While one version replaces another, a zone may have tasks of only one of them.
            cross_zone_enabled=True,
            deletion_protection=environment.protect_data,
        )
        accept(
            self.balancer,
            rule="AwsSolutions-ELB2",
            reason="It logs connections with TLS only and ends none: the function logs sessions, the VPC logs flows",
        )
        self.endpoint = self.balancer.load_balancer_dns_name
        self.pairs = [self._pair(port) for port in environment.ports]
        for port in environment.ports:
            for source in data.network.sources:
                self.group.add_ingress_rule(ec2.Peer.ipv4(source), _of(port, port.number), "Clients")

    @property
    def target_groups(self) -> list[elb.NetworkTargetGroup]:
        """Both of each port."""
        return [group for pair in self.pairs for group in (pair.blue, pair.green)]

    def lead_to(self, tasks: ec2.SecurityGroup) -> None:
        """Let flows and health checks into `tasks`.

        By the group of the load balancer, which holds although packets bring the addresses of their clients.
        """
        for port in self._environment.ports:
            tasks.connections.allow_from(self.group, _of(port, port.number), f"Flows to port {port.number}")
        tasks.connections.allow_from(self.group, ec2.Port.tcp(HEALTH_PORT), "Health checks")

    def let_try(self, tester: ec2.SecurityGroup, ports: Sequence[Port]) -> None:
        """Let `tester` reach each of `ports` as users do, and the one beside it that leads to new tasks."""
        for port in ports:
            for number in (port.number, test_port(port)):
                self.group.connections.allow_from(tester, _of(port, number), "Tries new tasks")

    def _pair(self, port: Port) -> Pair:
        # Without the protocol: a listener of the same port could not be made before the old one has gone.
        name = f"Port{port.number}"
        blue, green = self._targets(f"{name}Blue", port), self._targets(f"{name}Green", port)
        return Pair(
            port=port,
            blue=blue,
            green=green,
            production=self._listener(f"{name}Production", port, port.number, blue, green),
            test=self._listener(f"{name}Test", port, test_port(port), blue, green),
        )

    def _targets(self, id: str, port: Port) -> elb.NetworkTargetGroup:
        flows = self._environment.flows
        targets = elb.NetworkTargetGroup(
            self,
            id,
            vpc=self._vpc,
            target_type=elb.TargetType.IP,
            protocol=PROTOCOLS[port.protocol],
            port=port.number,
            # The function decides by them and logs them.
            preserve_client_ip=True,
            deregistration_delay=cdk.Duration.seconds(flows.drain_seconds),
            # Both ends hear at once that a flow is over.
            connection_termination=True,
            health_check=elb.HealthCheck(
                protocol=elb.Protocol.HTTP,
                path=HEALTH_PATH,
                port=str(HEALTH_PORT),
                healthy_http_codes="200",
                interval=cdk.Duration.seconds(10),
                timeout=cdk.Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=2,
            ),
        )
        if port.protocol is Protocol.TCP:
            # No other target can take a flow up in its middle here: its client has to come again, or to wait.
            targets.set_attribute(CUTS_FLOWS_OF_UNHEALTHY, str(flows.rebalance).lower())
        return targets

    def _listener(
        self, id: str, port: Port, number: int, blue: elb.NetworkTargetGroup, green: elb.NetworkTargetGroup
    ) -> elb.NetworkListener:
        weights = {100: blue, 0: green}
        return elb.NetworkListener(
            self,
            id,
            load_balancer=self.balancer,
            port=number,
            protocol=PROTOCOLS[port.protocol],
            default_action=elb.NetworkListenerAction.weighted_forward(
                [elb.NetworkWeightedTargetGroup(target_group=group, weight=each) for each, group in weights.items()]
            ),
        )


def _of(port: Port, number: int) -> ec2.Port:
    return ec2.Port.udp(number) if port.protocol is Protocol.UDP else ec2.Port.tcp(number)
