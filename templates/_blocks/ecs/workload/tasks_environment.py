"""The sizes of an environment whose service is tasks of ECS, on top of what every environment has."""

import re
from dataclasses import dataclass, field

from settings.configuration import ConfigurationError
from settings.delivery import Shift
from settings.environment import DeploymentEnvironment, require_log_retention
from workload.instance_sizes import ECS_IMAGE, REPLACED_MINUTES
from workload.service_deployment import HOOK_MINUTES, pauses
from workload.task_sizes import (
    CERTIFICATE,
    INSTANCE_CPU,
    INSTANCE_MEMORY,
    INSTANCE_TASKS,
    Compute,
    Controller,
    Network,
    require_task_size,
)

DOMAIN = r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}"
# Starting tasks, and draining the old ones at the end.
TASKS_MINUTES = 15
# cdklabs.ecs-codedeploy ends a deployment after an hour at most; a custom resource cannot wait longer.
CODEDEPLOY_MINUTES = 60
# Source: Amazon ECS API, bakeTimeInMinutes.
LONGEST_STEP_MINUTES = 1440
# Source: AWS CloudFormation, AWS::ECS::Service, DeploymentConfiguration: 33 hours of steps and waiting.
LONGEST_MINUTES = 33 * 60
# Source: Amazon ECS API, LinearConfiguration.
LEAST_STEP_PERCENT = 3


@dataclass(frozen=True, kw_only=True)
class TasksEnvironment(DeploymentEnvironment):
    """One environment with tasks of ECS.

    network: its zones and its way out.
    compute: what the tasks run on. controller: who replaces them, ECS itself or CodeDeploy. Once an environment is
        deployed, controller, port and zones stay; with CodeDeploy also compute, domain and certificate_arn.
    cpu, memory_mb: of one task, in CPU units (1024 are one virtual CPU) and MiB.
    port: where the container listens, the same as EXPOSE in the Dockerfile.
    tasks, most_tasks: how many run at least and at most. requests_per_task: a minute; more start further tasks.
    keep_old_minutes: how long the old tasks wait beside the new ones after the shift, so that an alarm brings them back
        at once, in minutes.
    domain, certificate_arn: the name of the load balancer and its certificate, in the same region; both or none. They
        may come later, and then they stay.
    p99_milliseconds: slower than this at the 99th percentile is unhealthy, in milliseconds.
    log_retention_days: one of the values that CloudWatch Logs has, in days.
    """

    network: Network = field(default_factory=Network)
    compute: Compute = Compute.FARGATE
    controller: Controller = Controller.ECS
    cpu: int = 512
    memory_mb: int = 1024
    port: int = 8080
    tasks: int = 1
    most_tasks: int = 4
    requests_per_task: int = 3000
    keep_old_minutes: int = 0
    domain: str = ""
    certificate_arn: str = ""
    p99_milliseconds: int = 1000
    log_retention_days: int = 30

    def __post_init__(self) -> None:
        super().__post_init__()
        self.network.require_zones_of(self.region)
        require_task_size(self.compute, self.cpu, self.memory_mb)
        self._require_tasks()
        self._require_certificate()
        if not 1024 <= self.port <= 65535:
            raise ConfigurationError(
                f"port={self.port}: 1024 to 65535, since the container does not run as root, for example port=8080"
            )
        if not 0 <= self.keep_old_minutes <= LONGEST_STEP_MINUTES:
            raise ConfigurationError(
                f"keep_old_minutes={self.keep_old_minutes}: 0 to {LONGEST_STEP_MINUTES} minutes, "
                "for example keep_old_minutes=10"
            )
        self._require_delivery()
        if self.p99_milliseconds < 1:
            raise ConfigurationError(
                f"p99_milliseconds={self.p99_milliseconds}: at least 1 millisecond, for example p99_milliseconds=1000"
            )
        require_log_retention(self.log_retention_days)

    @property
    def deployment_minutes(self) -> int:
        """Instances are replaced one after the other, where they have a newer image; then the tasks are."""
        return REPLACED_MINUTES * self.most_instances + self.tasks_minutes

    @property
    def tasks_minutes(self) -> int:
        """Tasks start and stop, hooks try them out, persons look, traffic shifts, the old tasks wait."""
        return TASKS_MINUTES + 2 * HOOK_MINUTES + super().deployment_minutes + self.keep_old_minutes

    @property
    def most_instances(self) -> int:
        """For twice the most tasks, since old and new ones run side by side while traffic shifts; 0 on Fargate."""
        if self.compute is not Compute.EC2:
            return 0
        fit = min(INSTANCE_CPU // self.cpu, INSTANCE_MEMORY // self.memory_mb, INSTANCE_TASKS)
        return max(self.network.zones, -(-2 * self.most_tasks // fit))

    @property
    def instance_image(self) -> str:
        """That of Amazon ECS, where tasks run on instances."""
        return ECS_IMAGE if self.compute is Compute.EC2 else ""

    @property
    def deployment_looks_up(self) -> bool:
        """Where users are before CloudFormation writes a listener: `workload/live_weights.py`."""
        return True

    @property
    def pauses(self) -> int:
        """Before each shift of traffic, where ECS shifts it at once or as a canary. CodeDeploy has no pause."""
        return pauses(self.delivery) if self.controller is Controller.ECS else 0

    @property
    def shifts_traffic(self) -> bool:
        """Whether old and new tasks run side by side, behind a target group each. Rolling replaces them in place."""
        return self.delivery.shift is not Shift.ROLLING

    def _require_tasks(self) -> None:
        if not 1 <= self.tasks <= self.most_tasks:
            raise ConfigurationError(
                f"tasks={self.tasks}, most_tasks={self.most_tasks}: at least 1, and at most most_tasks, "
                "for example tasks=2, most_tasks=10"
            )
        if self.requests_per_task < 1:
            raise ConfigurationError(
                f"requests_per_task={self.requests_per_task}: at least 1 a minute, for example requests_per_task=3000"
            )

    def _require_certificate(self) -> None:
        if bool(self.domain) != bool(self.certificate_arn):
            raise ConfigurationError(
                f'domain="{self.domain}", certificate_arn="{self.certificate_arn}": both or none, since a certificate '
                'holds for a domain, for example domain="api.example.com"'
            )
        if not self.certificate_arn:
            return
        if not re.fullmatch(DOMAIN, self.domain):
            raise ConfigurationError(
                f'domain="{self.domain}": a domain name in lower case, for example domain="api.example.com"'
            )
        found = re.fullmatch(CERTIFICATE, self.certificate_arn)
        if found is None:
            raise ConfigurationError(
                f'certificate_arn="{self.certificate_arn}": the ARN of a certificate of AWS Certificate Manager, for '
                f'example "arn:aws:acm:{self.region}:012345678901:certificate/12345678-1234-1234-1234-123456789012"'
            )
        if found["region"] != self.region:
            raise ConfigurationError(
                f'certificate_arn="{self.certificate_arn}": a load balancer takes certificates of its own region only, '
                f'for example "arn:aws:acm:{self.region}:{found["rest"]}"'
            )

    def _require_minutes(self) -> None:
        if self.delivery.minutes > LONGEST_STEP_MINUTES:
            raise ConfigurationError(
                f"minutes={self.delivery.minutes}: ECS waits at most {LONGEST_STEP_MINUTES} minutes between two steps, "
                "for example minutes=10"
            )
        if self.tasks_minutes > LONGEST_MINUTES:
            example = "pause_minutes=60" if self.pause_minutes else "minutes=10"
            raise ConfigurationError(
                f"delivery of {self.name}: {self.tasks_minutes} minutes of shifting, hooks, pauses and waiting; "
                f"CloudFormation waits at most {LONGEST_MINUTES}, for example {example}"
            )

    def _require_delivery(self) -> None:
        if self.delivery.shift is Shift.LINEAR and self.delivery.percent < LEAST_STEP_PERCENT:
            raise ConfigurationError(
                f"percent={self.delivery.percent}: with containers a step of Delivery.linear moves at least "
                f"{LEAST_STEP_PERCENT} percent, for example percent=25"
            )
        if self.controller is Controller.ECS:
            self._require_minutes()
            return
        if not self.shifts_traffic:
            raise ConfigurationError(
                f"controller of {self.name}: CodeDeploy shifts traffic and has no Delivery.rolling(), "
                "for example Delivery.all_at_once()"
            )
        if self.tasks_minutes > CODEDEPLOY_MINUTES:
            raise ConfigurationError(
                f"delivery of {self.name}: {self.tasks_minutes} minutes of shifting, hooks and waiting; a "
                f"deployment through CodeDeploy ends after {CODEDEPLOY_MINUTES}, for example keep_old_minutes=10"
            )
