"""Target groups: they can tell a healthy task from a broken one, and fit the tasks that register."""

import re
from collections.abc import Iterator

from ..deliveries import SERVICE, target_groups
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, mappings
from ..values import known, number
from .containers import TASK, containers

GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
CHECKS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"
NETWORK = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html"
GRACE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html"

_SERVICE = """
    Group:
      Type: AWS::ElasticLoadBalancingV2::TargetGroup
      Properties:
        TargetType: ip
        Protocol: HTTP
        Port: 8080
        HealthCheckPort: traffic-port
        HealthCheckIntervalSeconds: 10
        UnhealthyThresholdCount: 3
        Matcher: {HttpCode: "200"}
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        NetworkMode: awsvpc
        ContainerDefinitions: [{Name: app, Image: "example/app:1", PortMappings: [{ContainerPort: 8080}]}]
    Service:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: !Ref Task
        HealthCheckGracePeriodSeconds: 60
        LoadBalancers: [{ContainerName: app, ContainerPort: 8080, TargetGroupArn: !Ref Group}]
"""


def _behind(repository: Repository) -> Iterator[tuple[Resource, Resource, Resource | None]]:
    """Each service, each of its target groups of the template, and its task definition where that is there too."""
    for service in repository.of_type(SERVICE):
        task = service.template.resource(service.get("TaskDefinition"))
        for name in sorted(target_groups(service)):
            group = service.template.resources.get(name)
            if group is not None and group.type == GROUP:
                yield service, group, task if task is not None and task.type == TASK else None


@rule(
    id="health-check-can-fail",
    reason="A check that takes errors for health sends traffic to a broken task and lets a broken release through.",
    source=CHECKS,
    fails=with_resources(_SERVICE.replace('HttpCode: "200"', "HttpCode: 200-499")),
    passes=with_resources(_SERVICE),
)
def check_can_fail(repository: Repository) -> Iterator[At]:
    """The codes of a health check leave out those of errors."""
    for group in repository.of_type(GROUP):
        codes = known(group.template, group.get("Matcher", "HttpCode")) or ""
        for low, high in re.findall(r"(\d{3})\s*-\s*(\d{3})", codes):
            if int(low) <= 400 and int(high) >= 404:
                yield At.of(
                    group,
                    f"its health check takes {codes} for health, so that a task that answers with an error counts as "
                    "healthy: match 200, or what the path gives when all is well",
                )
                break


@rule(
    id="target-type-fits-network-mode",
    reason="A task with a network interface of its own registers its address, which only a group of type ip takes.",
    source=NETWORK,
    fails=with_resources(_SERVICE.replace("TargetType: ip", "TargetType: instance")),
    passes=with_resources(_SERVICE),
)
def type_fits_network_mode(repository: Repository) -> Iterator[At]:
    """Tasks of the network mode awsvpc are behind target groups of the type ip."""
    for service, group, task in _behind(repository):
        mode = known(task.template, task.get("NetworkMode")) if task else None
        kind = known(group.template, group.get("TargetType") or "instance")
        if mode == "awsvpc" and kind in {"instance", "lambda", "alb"}:
            yield At.of(
                group,
                f"its TargetType is {kind}{'' if group.get('TargetType') else ' (the default)'}, and the tasks of "
                f"{service.id} have the network mode awsvpc, whose addresses it refuses: set TargetType to ip",
            )


@rule(
    id="health-check-port-is-mapped",
    reason="A health check of a port where nothing listens takes every task out of service.",
    source=CHECKS,
    fails=with_resources(_SERVICE.replace("traffic-port", '"9090"')),
    passes=with_resources(_SERVICE),
)
def check_port_is_mapped(repository: Repository) -> Iterator[At]:
    """The port of a health check is traffic-port, or one that a container of the task maps."""
    for service, group, task in _behind(repository):
        port = number(group.template, group.get("HealthCheckPort"))
        found = containers(task) if task else None
        if port is None or not found or not task:
            continue
        ports = [each for container in found for each in mappings(container.get("PortMappings"))]
        variables = [each for container in found for each in mappings(container.get("Environment"))]
        # What a function makes may be that port.
        if not all("ContainerPort" in each for each in ports) or not all("Name" in each for each in variables):
            continue
        mapped = [
            number(task.template, each.get(key))
            for each in ports
            for key in ("ContainerPort", "HostPort")
            if key in each
        ]
        # A container may listen at a port that it does not map, where its interface is its own; a variable says so.
        told = {str(each.get("Value")) for each in variables}
        if None not in mapped and port not in mapped and f"{port:g}" not in told:
            listed = ", ".join(f"{each:g}" for each in sorted({each for each in mapped if each})) or "no port"
            yield At.of(
                group,
                f"its health check asks port {port:g}, and the containers of {service.id} map {listed}: map that port, "
                "or leave HealthCheckPort out",
            )


@rule(
    id="grace-period-has-an-effect",
    reason="ECS stops a task that its target group calls unhealthy; a grace period must outlast the failed checks.",
    source=GRACE,
    fails=with_resources(_SERVICE.replace("GracePeriodSeconds: 60", "GracePeriodSeconds: 10")),
    passes=with_resources(_SERVICE),
)
def grace_period_has_an_effect(repository: Repository) -> Iterator[At]:
    """A grace period ends after the target group could call a new task unhealthy."""
    for service, group, _ in _behind(repository):
        grace = number(service.template, service.get("HealthCheckGracePeriodSeconds"))
        interval, checks = (
            number(group.template, group.get(name) if group.get(name) is not None else default)
            for name, default in (("HealthCheckIntervalSeconds", 30), ("UnhealthyThresholdCount", 2))
        )
        if grace and interval and checks and grace < interval * checks:
            yield At.of(
                service,
                f"its grace period is {grace:g} seconds, and the health check of {group.id} needs "
                f"{interval * checks:g} ({checks:g} times {interval:g}) to fail, so that the period "
                "protects nothing: make it longer",
            )
