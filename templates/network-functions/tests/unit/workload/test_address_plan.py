"""The CIDR plan: every subnet fits, none overlaps another, and a zone more moves none."""

import ipaddress
from itertools import combinations

import pytest

from settings.configuration import ConfigurationError
from workload.address_plan import SMALLEST, SMALLEST_SUBNET, Plane, plan, require_apart, require_peers
from workload.zone_rules import MOST_ZONES

NETWORKS = [f"10.{prefix}.0.0/{prefix}" for prefix in range(16, SMALLEST + 1)]


@pytest.mark.parametrize("cidr", [*NETWORKS, "192.168.252.0/22", "172.31.0.0/16"])
def test_all_subnets_are_in_the_network_and_none_overlaps_another(cidr: str) -> None:
    planned = plan(cidr)
    assert set(planned) == set(Plane)
    subnets = [subnet for of_plane in planned.values() for subnet in of_plane]
    assert len(subnets) == MOST_ZONES * len(Plane)
    assert all(subnet.subnet_of(ipaddress.IPv4Network(cidr)) for subnet in subnets)
    assert not [pair for pair in combinations(subnets, 2) if pair[0].overlaps(pair[1])]
    assert max(subnet.prefixlen for subnet in subnets) <= SMALLEST_SUBNET


def test_most_addresses_are_those_of_the_workload() -> None:
    sizes = {plane: sum(subnet.num_addresses for subnet in subnets) for plane, subnets in plan("10.0.0.0/16").items()}
    assert max(sizes, key=sizes.__getitem__) is Plane.WORKLOAD


def test_the_smallest_network_has_room_for_the_endpoints_of_aws_services() -> None:
    # Twelve to fifteen of them and the instances of a CNF, beside the five addresses that AWS keeps.
    assert all(subnet.num_addresses - 5 >= 40 for subnet in plan(f"10.0.0.0/{SMALLEST}")[Plane.MANAGEMENT])


@pytest.mark.parametrize(
    ("cidr", "sentence"),
    [
        ("10.0.0.0/23", r'cidr="10.0.0.0/23": a network of /16 to /22, which .* for example cidr="10.0.0.0/16"'),
        ("10.0.0.0/15", r'cidr="10.0.0.0/15": a network of /16 to /22'),
        ("10.1.2.3/20", r'cidr="10.1.2.3/20": an IPv4 network that begins .* for example cidr="10.1.0.0/20"'),
        ("10.1.0.0", r'cidr="10.1.0.0": an IPv4 network that begins .* for example cidr="10.1.0.0/16"'),
        ("999.0.0.0/16", r'cidr="999.0.0.0/16": an IPv4 network .* for example cidr="10.0.0.0/16"'),
        ("10.0.0.0/ 16", r'cidr="10.0.0.0/ 16": an IPv4 network'),
        ("fd00::/16", r'cidr="fd00::/16": an IPv4 network'),
        ("mine", r'cidr="mine": an IPv4 network'),
        ("", r'cidr="": an IPv4 network'),
        ("169.254.0.0/16", r'cidr="169.254.0.0/16": addresses that a VPC can have, which 0.0.0.0/8'),
        ("224.0.0.0/16", r'cidr="224.0.0.0/16": addresses that a VPC can have'),
    ],
)
def test_addresses_that_cannot_hold_the_plan_are_refused(cidr: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        plan(cidr)


@pytest.mark.parametrize(
    ("cidr", "peers", "sentence"),
    [
        (
            "10.0.0.0/16",
            ("10.1.0.0/16", "10.0.128.0/17"),
            r'peers="10.0.128.0/17": shares addresses with cidr="10.0.0.0/16", .* for example peers="10.2.0.0/16"',
        ),
        ("10.0.0.0/16", ("10.0.0.0/8",), r'peers="10.0.0.0/8": shares .* for example peers="172.16.0.0/16"'),
        ("10.0.0.0/16", ("10.1.0.0/16", "10.1.2.0/24"), r'shares addresses with peers="10.1.0.0/16"'),
        ("10.0.0.0/16", ("0.0.0.0/0",), r'peers="0.0.0.0/0": shares addresses'),
        ("10.0.0.0/16", ("10.1.0.1/16",), r'peers="10.1.0.1/16": an IPv4 network .* for example peers="10.1.0.0/16"'),
        ("10.0.0.0/16", "10.1.0.0/16", r'peers="10.1.0.0/16": networks in a tuple'),
    ],
)
def test_a_peer_that_shares_addresses_is_refused(cidr: str, peers: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        require_peers(cidr, peers)


def test_networks_side_by_side_are_taken() -> None:
    require_apart([("cidr", "10.0.0.0/16"), ("peers", "10.1.0.0/16"), ("peers", "10.2.0.0/15")])
