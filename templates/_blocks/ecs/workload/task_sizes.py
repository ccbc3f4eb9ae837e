"""What `environments.py` can choose for tasks and their network, and which combinations AWS offers."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from settings.configuration import ConfigurationError
from workload.zone_rules import require_zones, require_zones_of

CERTIFICATE = (
    r"arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):(?P<rest>\d{12}:certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
# What many services call and the template's own code does not.
USUAL_ENDPOINTS = ("sqs",)
# MiB that Fargate offers for so many CPU units: least, most, step.
# Source: Amazon ECS, task definition parameters for Fargate, task size.
FARGATE_MEMORY = {
    256: (512, 2048, 512),
    512: (1024, 4096, 1024),
    1024: (2048, 8192, 1024),
    2048: (4096, 16384, 1024),
    4096: (8192, 30720, 1024),
    8192: (16384, 61440, 4096),
    16384: (32768, 122880, 8192),
}
# The one size between two steps of the table above.
NOT_OFFERED = {(256, 1536)}
# The instances of Compute.EC2, and what tasks may use of one, in CPU units and MiB; the rest is the system's.
INSTANCE, INSTANCE_CPU, INSTANCE_MEMORY = "m7g.large", 2048, 7600
# Of its three network interfaces one is its own, and each task has one.
INSTANCE_TASKS = 2


class Compute(StrEnum):
    """What the tasks run on. FARGATE_SPOT costs less, and AWS may stop a task with two minutes of notice."""

    FARGATE = "fargate"
    FARGATE_SPOT = "fargate-spot"
    EC2 = "ec2"


class Controller(StrEnum):
    """Who replaces old tasks by new ones."""

    ECS = "ecs"
    CODEDEPLOY = "codedeploy"


class Egress(StrEnum):
    """How tasks reach what is outside of the network: the internet through NAT, or AWS services through endpoints."""

    NAT = "nat"
    ENDPOINTS = "endpoints"


@dataclass(frozen=True, kw_only=True)
class Network:
    """The network of an environment.

    zones: 2 or 3 availability zones. zone_ids: which ones, for example ("use1-az1", "use1-az2"); without them, those
        that the account lists first. cidr: its addresses, a /16 to /22. None of these can change once deployed.
    nat_gateways: with Egress.NAT, 1 to one in each zone; with fewer, the loss of a zone may cut off the others.
    endpoints: with Egress.ENDPOINTS, the AWS services that your tasks call besides those that the template's own code
        calls, S3 and DynamoDB, by the names that the CDK has, for example ("sqs", "sns"). Each has a price by the hour.
    """

    zones: int = 2
    zone_ids: tuple[str, ...] = ()
    egress: Egress = Egress.NAT
    nat_gateways: int = 1
    cidr: str = "10.0.0.0/16"
    endpoints: tuple[str, ...] = USUAL_ENDPOINTS

    def __post_init__(self) -> None:
        require_zones(self.zones, self.zone_ids)
        if not 1 <= self.nat_gateways <= self.zones:
            raise ConfigurationError(
                f"nat_gateways={self.nat_gateways}: 1 to {self.zones}, one in each zone, for example nat_gateways=1"
            )
        if isinstance(self.endpoints, str) or len(set(self.endpoints)) != len(self.endpoints):
            raise ConfigurationError(
                f'endpoints={self.endpoints!r}: names of AWS services, each once, for example endpoints=("sqs", "sns")'
            )
        if self.egress is Egress.NAT and self.endpoints != USUAL_ENDPOINTS:
            raise ConfigurationError(
                f"endpoints={self.endpoints!r}: with NAT gateways the tasks reach every service without endpoints, so "
                'leave them out, or write for example egress=Egress("endpoints")'
            )
        if not _is_network(self.cidr):
            raise ConfigurationError(
                f'cidr="{self.cidr}": a network of /16 to /22, which has room for three subnets in each zone, '
                'for example cidr="10.0.0.0/16"'
            )

    def require_zones_of(self, region: str) -> None:
        """Raises ConfigurationError: `region` does not give so many zones, or not these."""
        require_zones_of(region, self.zones, self.zone_ids)


def _is_network(cidr: str) -> bool:
    """Whether `cidr` is an IPv4 network that a VPC can have here."""
    try:
        return 16 <= ipaddress.IPv4Network(cidr).prefixlen <= 22 and "/" in cidr
    except ValueError:
        return False


def require_task_size(compute: Compute, cpu: int, memory_mb: int) -> None:
    """Raises ConfigurationError: Fargate does not offer this size, or an instance could not place it."""
    if compute is Compute.EC2:
        if not (128 <= cpu <= INSTANCE_CPU and 128 <= memory_mb <= INSTANCE_MEMORY):
            raise ConfigurationError(
                f"cpu={cpu}, memory_mb={memory_mb}: one {INSTANCE} takes 128 to {INSTANCE_CPU} CPU units and 128 to "
                f"{INSTANCE_MEMORY} MiB, for example cpu=512, memory_mb=1024"
            )
        return
    if cpu not in FARGATE_MEMORY:
        offered = ", ".join(map(str, FARGATE_MEMORY))
        raise ConfigurationError(f"cpu={cpu}: Fargate offers {offered}, for example cpu=512")
    least, most, step = FARGATE_MEMORY[cpu]
    if not least <= memory_mb <= most or (memory_mb - least) % step or (cpu, memory_mb) in NOT_OFFERED:
        raise ConfigurationError(
            f"cpu={cpu}, memory_mb={memory_mb}: with {cpu} CPU units Fargate offers {least} to {most} MiB in steps of "
            f"{step}{', but 1536' if cpu == 256 else ''}, for example memory_mb={least}"
        )
