"""What `environments.py` can choose for a network function, and what each choice does to flows that are alive."""

from dataclasses import dataclass
from enum import StrEnum

from settings.configuration import ConfigurationError

# Of the TCP flows of a listener, in seconds. Source: Elastic Load Balancing, listeners of Network Load Balancers.
IDLE_OF_A_NETWORK_LOAD_BALANCER = 350


class Shape(StrEnum):
    """What the function runs on. VNF: instances behind CodeDeploy. CNF: containers on ECS, on instances."""

    VNF = "vnf"
    CNF = "cnf"


class Entry(StrEnum):
    """How packets reach it. GATEWAY: whole packets of others, in GENEVE. NETWORK: flows to ports of its own."""

    GATEWAY = "gateway-load-balancer"
    NETWORK = "network-load-balancer"


class Function(StrEnum):
    """FILTER: packets leave as they came, or not at all. SOURCE_NAT: with another source address, too."""

    FILTER = "filter"
    SOURCE_NAT = "source-nat"


class Protocol(StrEnum):
    """What a port of the network load balancer takes."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, kw_only=True)
class Port:
    """A listener of the network load balancer. The policy forwards the same port to a backend."""

    number: int
    protocol: Protocol = Protocol.TCP

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 65535:
            raise ConfigurationError(f"number={self.number}: a port from 1 to 65535, for example Port(number=443)")


@dataclass(frozen=True, kw_only=True)
class Flows:
    """What a load balancer does with flows that are alive.

    rebalance: when a target fails or is deregistered, its flows go to another one, which has never seen them: the
        function takes them up in their middle, and source NAT breaks them. False: they stay with it until they end.
        Behind a network load balancer True cuts them instead, so that clients begin again at another target.
    reset: a flow that was silent for too long, or whose target is gone, gets a TCP reset, so that both ends know at
        once; without it they wait for their own time-outs. Only behind a Gateway Load Balancer, and not with rebalance,
        which keeps such flows alive.
    idle_seconds: after how long a silent TCP flow is forgotten, 60 to 6000; behind a network load balancer 350. The
        function forgets it as well.
    drain_seconds: how long a target that leaves may still carry its flows, 0 to 3600, with a VNF to 3300; those left
        then are cut.
    """

    rebalance: bool = False
    reset: bool = True
    idle_seconds: int = IDLE_OF_A_NETWORK_LOAD_BALANCER
    drain_seconds: int = 300

    def __post_init__(self) -> None:
        if not 60 <= self.idle_seconds <= 6000:
            raise ConfigurationError(
                f"idle_seconds={self.idle_seconds}: 60 to 6000 seconds, for example idle_seconds=350"
            )
        if not 0 <= self.drain_seconds <= 3600:
            raise ConfigurationError(
                f"drain_seconds={self.drain_seconds}: 0 to 3600 seconds, for example drain_seconds=300"
            )
