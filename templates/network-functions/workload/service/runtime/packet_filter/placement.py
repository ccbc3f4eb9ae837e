"""Where the function stands: what it does, how packets reach it, and what a policy may therefore say."""

from dataclasses import dataclass
from enum import StrEnum

from packet_filter.policy import Action, Forward, Policy, Protocol, Rule
from packet_filter.policy_error import PolicyError

# Fifteen characters are what the kernel keeps of an interface's name.
_MAX_NAME = 15


class Function(StrEnum):
    """FILTER: packets leave as they came, or not at all. SOURCE_NAT: with another source address, too."""

    FILTER = "filter"
    SOURCE_NAT = "source-nat"


class Entry(StrEnum):
    """GATEWAY: whole packets of others, routed or out of a tunnel. NETWORK: flows to ports of the function's own."""

    GATEWAY = "gateway-load-balancer"
    NETWORK = "network-load-balancer"


class PlacementError(ValueError):
    """The function cannot stand like this; the message says why, with an example."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """inside: the interface where packets come in. outside: where they leave; the same for a one-arm function.

    Raises PlacementError: no such interface can exist, or the function cannot do its work there.
    """

    function: Function
    entry: Entry
    inside: str
    outside: str

    def __post_init__(self) -> None:
        for side, name in (("inside", self.inside), ("outside", self.outside)):
            plain = name.isascii() and name.isprintable() and not set(name) & set(' /"*\\$:')
            if not plain or not 1 <= len(name) <= _MAX_NAME or name in (".", ".."):
                raise PlacementError(
                    f"{side} is '{name}', which cannot be the name of an interface (at most {_MAX_NAME} characters, "
                    'no space, "/", ":", "*", "$" or quote), for example eth0.'
                )
        if self.function is Function.SOURCE_NAT and self.one_arm and self.entry is Entry.GATEWAY:
            # A Gateway Load Balancer knows a flow by its addresses: it drops what comes back with others.
            raise PlacementError(
                f"source NAT with one arm ('{self.inside}' is inside and outside) loses its flows, because a Gateway "
                "Load Balancer takes back only the addresses that it sent, for example inside tunnel and outside eth0."
            )

    @property
    def one_arm(self) -> bool:
        """Whether packets leave where they came in."""
        return self.inside == self.outside


def refuse_misplaced(policy: Policy, placement: Placement) -> None:
    """Raises PolicyError: the policy asks for something that the function does not do in this place."""
    if policy.source_nat and placement.function is not Function.SOURCE_NAT:
        first = policy.source_nat[0]
        raise PolicyError(
            f"source_nat '{first.name}' needs the function source-nat, but this one is a {placement.function}; remove "
            "source_nat, or change the function, for example FUNCTION=source-nat.",
            file=policy.file,
            line=first.line,
        )
    if policy.forwards and placement.entry is not Entry.NETWORK:
        raise PolicyError(
            f"forward '{policy.forwards[0].name}' needs a network load balancer before the function, but it stands "
            f"behind a {placement.entry}; remove forwards, or change the entry, for example ENTRY={Entry.NETWORK}.",
            file=policy.file,
            line=policy.forwards[0].line,
        )
    for forward in policy.forwards:
        if not any(_accepts(rule, forward) for rule in policy.rules):
            raise PolicyError(
                f"forward '{forward.name}' gets no flow, because no rule accepts {forward.protocol} port "
                f"{forward.port}; add one, for example {{name: {forward.name}, action: accept, "
                f"protocol: {forward.protocol}, ports: [{forward.port}]}}.",
                file=policy.file,
                line=forward.line,
            )


def _accepts(rule: Rule, forward: Forward) -> bool:
    return (
        rule.action is Action.ACCEPT
        and rule.protocol in (forward.protocol, Protocol.ANY)
        and (not rule.ports or any(each.first <= forward.port <= each.last for each in rule.ports))
    )
