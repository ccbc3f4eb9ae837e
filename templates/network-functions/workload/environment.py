"""The sizes of an environment with a network function, on top of what every environment has."""

import re
from dataclasses import dataclass, field

from settings.configuration import ConfigurationError
from settings.delivery import Shift
from settings.environment import DeploymentEnvironment, require_log_retention
from workload.choices import Entry, Flows, Function, Port, Protocol, Shape
from workload.environment_rules import (
    LONGEST_WATCH_MINUTES,
    require_delivery,
    require_flows,
    require_placement,
    require_ports,
)
from workload.instance_sizes import ECS_IMAGE, REPLACED_MINUTES
from workload.network_plan import ExistingNetwork, Network
from workload.service_deployment import HOOK_MINUTES, pauses

__all__ = ["Entry", "Environment", "ExistingNetwork", "Flows", "Function", "Network", "Port", "Protocol", "Shape"]

# Starting an instance and all that runs on it, beside what its flows may take.
INSTANCE_MINUTES = 10
# The newest Amazon Linux 2023 for arm64, always with the same kernel, whose packet filter the function uses.
# Source: Amazon EC2 User Guide, Reference the latest AMIs using public parameters.
AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64"
# Starting tasks, and stopping the old ones at the end.
TASKS_MINUTES = 15
# How much longer ECS waits after each change of a listener, whose targets are slow to follow.
# Source: Amazon ECS Developer Guide, Network Load Balancer resources for blue/green deployments.
LISTENER_MINUTES = 10
# The failover gate of the packet proof waits until the fleet is whole again.
SUITE_MINUTES = 45


@dataclass(frozen=True, kw_only=True)
class Environment(DeploymentEnvironment):
    """One environment with a network function.

    network: its addresses and zones, or the VPC that is there already.
    shape, entry, function: what runs, how packets reach it, and what it does with them. Deployed once, they stay.
    flows: what happens to flows that are alive.
    ports: the listeners of a network load balancer, one to five numbers; none behind a Gateway Load Balancer.
    instance_type: on arm64, for example "m7g.large".
    instances, most_instances: how many run in all zones together, at least and at most.
    policy_seconds: between two looks of the function at its policy, in seconds.
    keep_old_minutes: behind a network load balancer, how long the old tasks wait beside the new ones, in minutes.
    log_retention_days: one of the values that CloudWatch Logs has, in days.
    """

    network: Network | ExistingNetwork = field(default_factory=Network)
    shape: Shape = Shape.VNF
    entry: Entry = Entry.GATEWAY
    function: Function = Function.FILTER
    flows: Flows = field(default_factory=Flows)
    ports: tuple[Port, ...] = ()
    instance_type: str = "m7g.large"
    instances: int = 2
    most_instances: int = 4
    policy_seconds: int = 5
    keep_old_minutes: int = 0
    log_retention_days: int = 30

    def __post_init__(self) -> None:
        super().__post_init__()
        self.network.require_zones_of(self.region)
        require_placement(self)
        require_ports(self)
        require_flows(self)
        require_delivery(self)
        if not re.fullmatch(r"[a-z]+\d+g[a-z]*\.[a-z0-9]+", self.instance_type):
            raise ConfigurationError(
                f'instance_type="{self.instance_type}": an instance type on arm64 (its family ends in a number and g), '
                'for example instance_type="m7g.large"'
            )
        if not self.network.zones <= self.instances <= self.most_instances:
            raise ConfigurationError(
                f"instances={self.instances}, most_instances={self.most_instances}: at least one in each of the "
                f"{self.network.zones} zones, and no more than the most, for example instances={self.network.zones}, "
                f"most_instances={2 * self.network.zones}"
            )
        if not 1 <= self.policy_seconds <= 3600:
            raise ConfigurationError(
                f"policy_seconds={self.policy_seconds}: 1 to 3600 seconds, for example policy_seconds=5"
            )
        require_log_retention(self.log_retention_days)

    @property
    def deployment_minutes(self) -> int:
        """Instances one after the other are drained and replaced, then come the revision, or tasks and traffic."""
        drained = -(-self.flows.drain_seconds // 60)
        if self.shape is Shape.VNF:
            # Before the release: a newer image of the operating system replaces each instance that runs.
            return self.most_instances * (drained + 2 * INSTANCE_MINUTES) + self.release_minutes
        # Before the tasks, where there is a newer image: each instance that runs. One has the task of one function.
        return self.most_instances * (drained + REPLACED_MINUTES) + self.tasks_minutes

    @property
    def tasks_minutes(self) -> int:
        """The same of a CNF without its instances: tasks are drained and replaced, tried out, and traffic shifts."""
        drained, trial = -(-self.flows.drain_seconds // 60), HOOK_MINUTES if self.shifts_traffic else 0
        waiting = self.listener_minutes + trial + self.keep_old_minutes
        return TASKS_MINUTES + drained + super().deployment_minutes + waiting

    @property
    def listener_minutes(self) -> int:
        """How long a network load balancer holds up a deployment that shifts traffic, in minutes."""
        # The first change brings test traffic.
        return (1 + self.delivery.steps) * LISTENER_MINUTES if self.shifts_traffic else 0

    @property
    def deployment_looks_up(self) -> bool:
        """Where users are before CloudFormation writes a listener: `workload/live_weights.py`."""
        return self.entry is Entry.NETWORK

    @property
    def release_minutes(self) -> int:
        """How long CodeDeploy takes to bring a revision to every instance of a VNF, zone by zone, in minutes."""
        drained = -(-self.flows.drain_seconds // 60)
        in_turn = -(-self.instances // self.network.zones)
        # It watches each zone for a while before it goes on to the next one.
        watched = min(self.bake_minutes, LONGEST_WATCH_MINUTES)
        return self.network.zones * (in_turn * (drained + INSTANCE_MINUTES) + watched)

    @property
    def instance_image(self) -> str:
        """Amazon Linux for a VNF, that of Amazon ECS for the tasks of a CNF."""
        return AMAZON_LINUX if self.shape is Shape.VNF else ECS_IMAGE

    @property
    def suite_minutes(self) -> int:
        """After how long a suite is ended, in minutes."""
        return SUITE_MINUTES

    @property
    def suites_sign_in(self) -> bool:
        """Suites call the management API, which nobody may call without credentials of this account."""
        return True

    @property
    def shifts_traffic(self) -> bool:
        """Whether old and new tasks run side by side while traffic moves, which only ECS behind a network load
        balancer does."""
        return self.delivery.shift is not Shift.ROLLING

    @property
    def pauses(self) -> int:
        """Before each shift of traffic, at once or as a canary."""
        return pauses(self.delivery)
