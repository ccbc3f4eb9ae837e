"""Packets go through the function where they should, and both directions of a flow through the same endpoint."""

import ipaddress
from collections.abc import Iterator
from copy import deepcopy
from itertools import product

import pytest

from tests.support.choices import CNF_FILTER, VNF_FILTER, VNF_SOURCE_NAT, WITH_OWN_NETWORK
from tests.support.cloudformation import Template, resources
from tests.support.network_templates import network_template
from tests.support.packet_paths import INTERNET, NOWHERE, PEERS, Path, Routes
from workload.address_plan import Plane
from workload.environment import Entry, Environment, Function, Network

IN_THE_INTERNET = "198.51.100.7"
INSPECTED = [each for each in WITH_OWN_NETWORK if each.entry is Entry.GATEWAY]
every_inspected = pytest.mark.parametrize("environment", INSPECTED, ids=lambda each: each.name)


def astray(template: Template, environment: Environment) -> list[str]:
    """A sentence for each flow that misses the function, or comes back another way than it went."""
    return [
        f"{what}: goes {there}, comes back {back}"
        for what, there, back, wanted in flows(Routes(template), environment)
        if (there.endpoints, back.endpoints) != (wanted, wanted) or NOWHERE in (there.end, back.end)
    ]


def flows(routes: Routes, environment: Environment) -> Iterator[tuple[str, Path, Path, tuple[int, ...]]]:
    """Each kind of flow with its two ways, and the endpoints that both have to meet."""
    network = environment.network
    assert isinstance(network, Network)
    zones = range(network.zones)
    address = {name: str(subnet[9]) for name, subnet in routes.subnets.items()}
    peers = [str(ipaddress.IPv4Network(each)[9]) for each in network.peers]
    # The function gives its own address to what it translates, so that the answer comes to it and not to the endpoint.
    translates = environment.function is Function.SOURCE_NAT
    for zone in zones:
        inside = f"{Plane.WORKLOAD}{zone}"
        out = routes.path(inside, IN_THE_INTERNET)
        if network.nat_gateways and not translates:
            assert out.end == INTERNET
            back = routes.path(f"{Plane.PUBLIC}{out.gateways[0]}", address[inside])
            yield f"zone {zone} to the internet", out, back, (zone,)
        for peer, other in product(peers, zones):
            to, back = routes.path(inside, peer), routes.path(f"{Plane.ATTACHMENT}{other}", address[inside])
            yield f"zone {zone} to {peer} by way of zone {other}", to, back, (zone,)
        for peer in peers if network.nat_gateways else ():
            # The transit gateway keeps to the zone, since its attachment is in appliance mode.
            out = routes.path(f"{Plane.ATTACHMENT}{zone}", IN_THE_INTERNET)
            back = routes.path(f"{Plane.PUBLIC}{out.gateways[0]}", peer)
            yield f"{peer} in zone {zone} to the internet", out, back, (zone,)
        for other in zones if network.between_zones else ():
            if other > zone:
                far = f"{Plane.WORKLOAD}{other}"
                there, back = routes.path(inside, address[far]), routes.path(far, address[inside])
                yield f"zone {zone} to zone {other}", there, back, (zone,)


@every_inspected
def test_both_directions_of_every_flow_meet_the_same_endpoint(environment: Environment) -> None:
    assert astray(network_template(environment), environment) == []


@pytest.mark.parametrize("environment", [VNF_FILTER, CNF_FILTER], ids=lambda each: each.name)
def test_each_route_to_an_endpoint_is_needed(environment: Environment) -> None:
    template = network_template(environment)
    routes = resources(template, "AWS::EC2::Route")
    inspected = [name for name, each in routes.items() if "VpcEndpointId" in each["Properties"]]
    assert inspected
    for name in inspected:
        broken = deepcopy(template)
        del broken["Resources"][name]
        assert astray_or_lost(broken, environment), f"{name} can be missing, and no flow goes astray"


def astray_or_lost(template: Template, environment: Environment) -> bool:
    try:
        return bool(astray(template, environment))
    except (AssertionError, IndexError):  # it never reaches a gateway
        return True


@every_inspected
def test_what_a_workload_sends_out_of_the_network_goes_through_the_endpoint_of_its_zone(
    environment: Environment,
) -> None:
    routes = Routes(network_template(environment))
    for zone in range(environment.network.zones):
        assert routes.path(f"{Plane.WORKLOAD}{zone}", IN_THE_INTERNET).endpoints == (zone,)


def test_between_zones_packets_go_straight_unless_the_network_says_otherwise() -> None:
    routes = Routes(network_template(VNF_FILTER))
    assert routes.path("Workload0", str(routes.subnets["Workload1"][9])).endpoints == ()


def test_what_the_function_translated_leaves_and_comes_back_without_an_endpoint() -> None:
    routes = Routes(network_template(VNF_SOURCE_NAT))
    for zone in range(VNF_SOURCE_NAT.network.zones):
        out = routes.path(f"{Plane.DATA}{zone}", IN_THE_INTERNET)
        assert out == Path((), (zone,), INTERNET)
        assert routes.path(f"{Plane.PUBLIC}{zone}", str(routes.subnets[f"Data{zone}"][9])).endpoints == ()


@pytest.mark.parametrize("environment", WITH_OWN_NETWORK, ids=lambda each: each.name)
def test_nothing_reaches_the_internet_but_by_a_gateway_and_management_does_not_at_all(
    environment: Environment,
) -> None:
    routes = Routes(network_template(environment))
    ends = {subnet: routes.path(subnet, IN_THE_INTERNET) for subnet in routes.subnets}
    assert {path.end for subnet, path in ends.items() if subnet.startswith(Plane.MANAGEMENT)} == {NOWHERE}
    straight = {subnet for subnet, path in ends.items() if path.end == INTERNET and not path.gateways}
    assert not [subnet for subnet in straight if not subnet.startswith(Plane.PUBLIC)]
    leaves = environment.function is Function.SOURCE_NAT and environment.entry is Entry.GATEWAY
    assert (ends["Data0"].end == INTERNET) is leaves


@pytest.mark.parametrize(
    "environment",
    [each for each in WITH_OWN_NETWORK if isinstance(each.network, Network) and each.network.transit_gateway_id],
    ids=lambda each: each.name,
)
def test_what_leaves_the_function_reaches_the_peers(environment: Environment) -> None:
    routes = Routes(network_template(environment))
    leaving = Plane.ENDPOINT if environment.entry is Entry.GATEWAY else Plane.DATA
    for zone in range(environment.network.zones):
        assert routes.path(f"{leaving}{zone}", "10.64.0.9").end == PEERS
