"""The CIDR plan: which addresses each plane of a network has in each zone, and which networks may lie side by side."""

import ipaddress
from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations

from settings.configuration import ConfigurationError
from workload.zone_rules import MOST_ZONES

# Source: Amazon VPC User Guide, VPC CIDR blocks and subnet CIDR blocks: a VPC is a /16 to /28, a subnet at least a /28.
LARGEST, SMALLEST_SUBNET = 16, 28
NOT_FOR_A_VPC = tuple(map(ipaddress.IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")))


class Plane(StrEnum):
    """What a subnet is for, and the name of its subnet group. The order is that of the plan."""

    WORKLOAD = "Workload"
    DATA = "Data"
    MANAGEMENT = "Management"
    PUBLIC = "Public"
    ENDPOINT = "Endpoint"
    ATTACHMENT = "Attachment"

    @property
    def bits(self) -> int:
        """By how many bits the prefix of one of its subnets is longer than that of the network."""
        return {Plane.WORKLOAD: 3, Plane.DATA: 4, Plane.MANAGEMENT: 4}.get(self, 6)


# The longest prefix of a network in which the smallest subnets are still large enough.
SMALLEST = SMALLEST_SUBNET - max(plane.bits for plane in Plane)


def plan(cidr: str) -> dict[Plane, tuple[ipaddress.IPv4Network, ...]]:
    """The subnets of each plane, one a zone, in the order of the zones. None overlaps another.

    cidr: a /16 to /22. Larger planes come first, so that each subnet begins where the one before it ends.
    """
    network = require_network(cidr)
    planned: dict[Plane, tuple[ipaddress.IPv4Network, ...]] = {}
    begin = int(network.network_address)
    for plane in Plane:
        prefix = network.prefixlen + plane.bits
        size = 2 ** (network.max_prefixlen - prefix)
        begins = range(begin, begin + MOST_ZONES * size, size)
        planned[plane] = tuple(ipaddress.IPv4Network((each, prefix)) for each in begins)
        begin = begins.stop
    return planned


def require_network(cidr: str) -> ipaddress.IPv4Network:
    """The addresses of a VPC that holds the plan. Raises ConfigurationError: it is none, or too small, or too large."""
    network = require_addresses("cidr", cidr)
    if not LARGEST <= network.prefixlen <= SMALLEST:
        raise ConfigurationError(
            f'cidr="{cidr}": a network of /{LARGEST} to /{SMALLEST}, which has room for the subnets of '
            f"{MOST_ZONES} zones, for example {_example('cidr', f'{network.network_address}/{LARGEST}')}"
        )
    if any(network.overlaps(each) for each in NOT_FOR_A_VPC):
        raise ConfigurationError(
            f'cidr="{cidr}": addresses that a VPC can have, which {", ".join(map(str, NOT_FOR_A_VPC))} are not, '
            'for example cidr="10.0.0.0/16"'
        )
    return network


def require_addresses(field: str, cidr: str) -> ipaddress.IPv4Network:
    """An IPv4 network, of any size. Raises ConfigurationError: it is written otherwise, which names `field`."""
    try:
        if "/" not in cidr:
            raise ValueError(cidr)
        return ipaddress.IPv4Network(cidr)
    except ValueError:
        raise ConfigurationError(
            f'{field}="{cidr}": an IPv4 network that begins with its first address, for example {_example(field, cidr)}'
        ) from None


def require_apart(networks: Iterable[tuple[str, str]]) -> None:
    """Raises ConfigurationError: two of these share addresses, so that a route could not tell them apart.

    networks: the name of a field and what it holds, for example ("cidr", "10.0.0.0/16").
    """
    judged = [(field, cidr, require_addresses(field, cidr)) for field, cidr in networks]
    for (field, cidr, network), (later_field, later, other) in combinations(judged, 2):
        if network.overlaps(other):
            raise ConfigurationError(
                f'{later_field}="{later}": shares addresses with {field}="{cidr}", and networks that reach each other '
                f'share none, for example {later_field}="{_free(each for *_, each in judged)}"'
            )


def require_peers(cidr: str, peers: tuple[str, ...]) -> None:
    """Raises ConfigurationError: a peer is no network, or shares addresses with this one or another peer."""
    if isinstance(peers, str):
        raise ConfigurationError(f'peers="{peers}": networks in a tuple, for example peers=("{peers}",)')
    require_apart([("cidr", cidr), *(("peers", each) for each in peers)])


def _example(field: str, cidr: str) -> str:
    """The network that was meant, if one can be seen in `cidr`."""
    try:
        return f'{field}="{ipaddress.IPv4Network(cidr if "/" in cidr else f"{cidr}/16", strict=False)}"'
    except ValueError:
        return f'{field}="10.0.0.0/16"'


def _free(networks: Iterable[ipaddress.IPv4Network]) -> str:
    """A private /16 that shares no address with any of these, or at least one that is often free."""
    taken = tuple(networks)
    private = ipaddress.IPv4Network("10.0.0.0/8").subnets(new_prefix=16)
    free = (str(each) for each in private if not any(each.overlaps(other) for other in taken))
    return next(free, "172.16.0.0/16")
