"""Which choices for a network function fit together: each rule with its reason and an example."""

from typing import Protocol

from settings.configuration import ConfigurationError
from settings.delivery import Delivery, Shift
from workload.choices import IDLE_OF_A_NETWORK_LOAD_BALANCER, Entry, Flows, Function, Port, Shape

# Where the function answers how it is; nothing else can listen there.
HEALTH_PORT = 8080
# Source: Amazon ECS service quotas, target groups a service.
MOST_PORTS = 5
# A hook of CodeDeploy lasts one hour at most, and this one also takes the instance out and looks whether it is empty.
# Source: AWS CodeDeploy quotas, "a script in the AppSpec file".
MOST_DRAIN_OF_A_VNF = 3300
# Source: Amazon ECS API, LinearConfiguration and bakeTimeInMinutes.
LEAST_STEP_PERCENT, LONGEST_WAIT_MINUTES = 3, 1440
# 33 hours of steps and waiting. CodeBuild, which waits for a VNF, ends a build after 36.
# Source: AWS CloudFormation, AWS::ECS::Service, DeploymentConfiguration; AWS CodeBuild quotas.
LONGEST_MINUTES = 33 * 60
# How long the alarms are watched at most after each zone of a VNF: the rest of the bake time comes after the last one.
LONGEST_WATCH_MINUTES = 5


class Chosen(Protocol):
    """The choices of an environment that are judged together. `workload.environment.Environment` has them."""

    @property
    def name(self) -> str: ...
    @property
    def shape(self) -> Shape: ...
    @property
    def entry(self) -> Entry: ...
    @property
    def function(self) -> Function: ...
    @property
    def flows(self) -> Flows: ...
    @property
    def ports(self) -> tuple[Port, ...]: ...
    @property
    def delivery(self) -> Delivery: ...
    @property
    def keep_old_minutes(self) -> int: ...
    @property
    def pause_minutes(self) -> int: ...
    @property
    def listener_minutes(self) -> int: ...
    @property
    def deployment_minutes(self) -> int: ...
    @property
    def tasks_minutes(self) -> int: ...


def require_placement(environment: Chosen) -> None:
    """Raises ConfigurationError: this function cannot stand at this entry, on this shape."""
    name, placed = environment.name, (environment.shape, environment.entry, environment.function)
    if placed[:2] == (Shape.VNF, Entry.NETWORK):
        raise ConfigurationError(
            f"entry of {name}: a VNF stands behind a Gateway Load Balancer, for example shape=Shape.CNF"
        )
    if placed == (Shape.CNF, Entry.GATEWAY, Function.SOURCE_NAT):
        raise ConfigurationError(
            f"function of {name}: a task behind a Gateway Load Balancer has one arm, and source NAT with one arm loses "
            "its flows, for example function=Function.FILTER, or shape=Shape.VNF"
        )


def require_ports(environment: Chosen) -> None:
    """Raises ConfigurationError: the listeners are none of a network load balancer, or too many, or share a number."""
    name, ports = environment.name, environment.ports
    if (environment.entry is Entry.NETWORK) != bool(ports):
        raise ConfigurationError(
            f"ports of {name}: the listeners of a network load balancer, and of nothing else, for example "
            + ("ports=(Port(number=443),)" if environment.entry is Entry.NETWORK else "ports=()")
        )
    numbers = [port.number for port in ports]
    if len(set(numbers)) != len(numbers) or len(numbers) > MOST_PORTS:
        raise ConfigurationError(
            f"ports of {name}: one to {MOST_PORTS} different numbers, since a load balancer has one listener a number "
            f"and a service of ECS {MOST_PORTS} target groups, for example ports=(Port(number=443), Port(number=853))"
        )
    if HEALTH_PORT in numbers:
        raise ConfigurationError(
            f"ports of {name}: {HEALTH_PORT} is where the function answers its health checks, for example "
            "ports=(Port(number=443),)"
        )


def require_flows(environment: Chosen) -> None:
    """Raises ConfigurationError: AWS does not wait so long for flows here."""
    flows = environment.flows
    if environment.entry is Entry.NETWORK and flows.idle_seconds != IDLE_OF_A_NETWORK_LOAD_BALANCER:
        # The time is a property of the listener. An update of it writes back the weights that ECS has moved since.
        raise ConfigurationError(
            f"idle_seconds={flows.idle_seconds}: behind a network load balancer {IDLE_OF_A_NETWORK_LOAD_BALANCER}, its "
            f"default, for example idle_seconds={IDLE_OF_A_NETWORK_LOAD_BALANCER}"
        )
    if environment.shape is Shape.VNF and flows.drain_seconds > MOST_DRAIN_OF_A_VNF:
        raise ConfigurationError(
            f"drain_seconds={flows.drain_seconds}: with a VNF 0 to {MOST_DRAIN_OF_A_VNF} seconds, since a hook of "
            "CodeDeploy lasts one hour at most, for example drain_seconds=300"
        )


def require_delivery(environment: Chosen) -> None:
    """Raises ConfigurationError: traffic cannot move to a new version in this way here."""
    rolling = environment.delivery.shift is Shift.ROLLING
    if environment.entry is Entry.GATEWAY and not rolling:
        raise ConfigurationError(
            f"delivery of {environment.name}: a Gateway Load Balancer splits no traffic between two versions, for "
            "example delivery=Delivery.rolling()"
        )
    if environment.delivery.shift is Shift.LINEAR and environment.delivery.percent < LEAST_STEP_PERCENT:
        raise ConfigurationError(
            f"percent={environment.delivery.percent}: ECS moves at least {LEAST_STEP_PERCENT} percent in one step, for "
            "example percent=20"
        )
    if max(environment.delivery.minutes, environment.keep_old_minutes) > LONGEST_WAIT_MINUTES:
        raise ConfigurationError(
            f"minutes={environment.delivery.minutes}, keep_old_minutes={environment.keep_old_minutes}: ECS waits at "
            f"most {LONGEST_WAIT_MINUTES} minutes at once, for example minutes=10, keep_old_minutes=30"
        )
    # A newer image of the instances comes seldom, and what was valid before it counted stays so.
    minutes = environment.deployment_minutes if environment.shape is Shape.VNF else environment.tasks_minutes
    if minutes > LONGEST_MINUTES:
        raise ConfigurationError(
            f"delivery of {environment.name}: a deployment of {minutes} minutes, "
            f"{_held_up(environment)}and neither CloudFormation nor CodeBuild waits so long: at most "
            f"{LONGEST_MINUTES}, for example {_shorter(environment)}"
        )
    if environment.keep_old_minutes < 0 or (rolling and environment.keep_old_minutes):
        raise ConfigurationError(
            f"keep_old_minutes={environment.keep_old_minutes}: 0 to {LONGEST_WAIT_MINUTES} minutes, and 0 with "
            "Delivery.rolling(), where no old tasks wait, for example keep_old_minutes=0"
        )


def _held_up(environment: Chosen) -> str:
    if not environment.listener_minutes:
        return ""
    return f"{environment.listener_minutes} of them since ECS waits after each change of a network load balancer, "


def _shorter(environment: Chosen) -> str:
    if environment.entry is Entry.GATEWAY:
        return "flows=Flows(drain_seconds=300)"
    return "pause_minutes=60" if environment.pause_minutes else "Delivery.all_at_once()"
