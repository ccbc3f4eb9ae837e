"""How CloudWatch knows the load balancer of a network function and its target groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aws_cdk import aws_cloudwatch as cloudwatch

from workload.service.cnf.network_load_balancer import NetworkBalancer
from workload.service.function_metrics import MINUTE
from workload.service.gateway import Gateway


@dataclass(frozen=True, kw_only=True)
class TargetHealth:
    """The targets behind one load balancer.

    balancer: its full name, as in `gateway/my-name/1a2b`.
    groups: the target groups that are judged together, as in `targetgroup/my-name/1a2b`, by a name for people. Two
        groups of a port are one entry, since either may hold the new tasks.
    """

    namespace: Literal["AWS/GatewayELB", "AWS/NetworkELB"]
    balancer: str
    groups: Mapping[str, tuple[str, ...]]

    def unhealthy(self, name: str) -> cloudwatch.Metric | cloudwatch.MathExpression:
        """How many targets of the groups `name` do not answer their health check."""
        return self._together(name, "UnHealthyHostCount", "Maximum")

    def healthy(self, name: str) -> cloudwatch.Metric | cloudwatch.MathExpression:
        """How many targets of the groups `name` answer their health check."""
        return self._together(name, "HealthyHostCount", "Minimum")

    def of_balancer(self, metric: str, *, label: str, statistic: str = "Sum") -> cloudwatch.Metric:
        """A metric of the load balancer itself."""
        return self._metric(metric, statistic, label, {})

    def _together(self, name: str, metric: str, statistic: str) -> cloudwatch.Metric | cloudwatch.MathExpression:
        counted = {
            f"{name.lower()}{index}": self._metric(metric, statistic, f"{name} {index}", {"TargetGroup": group})
            for index, group in enumerate(self.groups[name])
        }
        if len(counted) == 1:
            return self._metric(metric, statistic, name, {"TargetGroup": self.groups[name][0]})
        return cloudwatch.MathExpression(
            expression=" + ".join(f"FILL({each}, 0)" for each in counted),
            using_metrics=counted,
            period=MINUTE,
            label=name,
        )

    def _metric(self, metric: str, statistic: str, label: str, more: Mapping[str, str]) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=self.namespace,
            metric_name=metric,
            dimensions_map={"LoadBalancer": self.balancer, **more},
            statistic=statistic,
            period=MINUTE,
            label=label,
        )


def behind_gateway(gateway: Gateway) -> TargetHealth:
    """The instances or tasks behind a Gateway Load Balancer."""
    return TargetHealth(
        namespace="AWS/GatewayELB",
        balancer=gateway.balancer.attr_load_balancer_full_name,
        groups={"Gateway": (gateway.target_group.attr_target_group_full_name,)},
    )


def behind_ports(balancer: NetworkBalancer) -> TargetHealth:
    """The tasks behind each port of a Network Load Balancer."""
    return TargetHealth(
        namespace="AWS/NetworkELB",
        balancer=balancer.balancer.load_balancer_full_name,
        groups={
            f"{pair.port.protocol.name.capitalize()}{pair.port.number}": (
                pair.blue.target_group_full_name,
                pair.green.target_group_full_name,
            )
            for pair in balancer.pairs
        },
    )
