"""What a policy says, as values. `policy_file` reads and checks it, `ruleset` makes nftables of it.

`line` is where it stands in the file (1-based); a refusal that comes later still names it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class Action(StrEnum):
    """What happens to a packet that a rule matches."""

    ACCEPT = "accept"
    DROP = "drop"


class Protocol(StrEnum):
    """What a rule matches above IP. ICMP: of both families."""

    TCP = "tcp"
    UDP = "udp"
    SCTP = "sctp"
    ICMP = "icmp"
    ANY = "any"

    @property
    def has_ports(self) -> bool:
        """Whether its packets name a destination port."""
        return self in (Protocol.TCP, Protocol.UDP, Protocol.SCTP)


@dataclass(frozen=True, kw_only=True, order=True)
class Ports:
    """Ports from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An empty tuple matches everything; no tuple has two entries that overlap."""

    name: str
    action: Action
    protocol: Protocol
    sources: tuple[Network, ...] = ()
    destinations: tuple[Network, ...] = ()
    ports: tuple[Ports, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class SourceNat:
    """Flows from `sources` leave with one of `addresses`, all of one family. None: with the interface's own address."""

    name: str
    sources: tuple[Network, ...]
    addresses: tuple[Address, ...] | None
    ports: Ports
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Forward:
    """Flows to `port` of the function go to `to_port` of `to`. Their answers come back through the function."""

    name: str
    protocol: Protocol
    port: int
    to: Address
    to_port: int
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """sessions: tracked at once. new_sessions_per_source: a second. max_segment: bytes; None: what the path carries."""

    sessions: int = 65_536
    new_sessions_per_source: int = 200
    max_segment: int | None = None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A whole policy that was checked. file: its name, for messages."""

    rules: tuple[Rule, ...]
    source_nat: tuple[SourceNat, ...] = ()
    forwards: tuple[Forward, ...] = ()
    limits: Limits = field(default_factory=Limits)
    file: str = field(default="policy.yaml", compare=False)


# What holds while there is no readable policy: nothing new gets through.
CLOSED = Policy(rules=(), file="no policy")
