"""Where the function stands decides what a policy may ask for."""

import pytest
from packet_filter import policy_file
from packet_filter.placement import Entry, Function, Placement, PlacementError, refuse_misplaced
from packet_filter.policy_error import PolicyError

from tests.unit.packet_filter.policies import BALANCED, EVERYTHING, FILTER, FORWARDS, SOURCE_NAT


def test_source_nat_with_one_arm_is_refused() -> None:
    with pytest.raises(PlacementError, match=r"one arm \('tunnel' is inside and outside\).* outside eth0\.$"):
        Placement(function=Function.SOURCE_NAT, entry=Entry.GATEWAY, inside="tunnel", outside="tunnel")


def test_behind_a_network_load_balancer_one_interface_is_enough() -> None:
    for function in Function:
        assert Placement(function=function, entry=Entry.NETWORK, inside="eth0", outside="eth0").one_arm


@pytest.mark.parametrize("name", ["", "a-name-with-more-letters", "eth 0", 'eth0" accept', "eth*", "..", "eth0:1"])
def test_what_is_no_interface_is_refused(name: str) -> None:
    with pytest.raises(PlacementError, match=r"inside is '.*cannot be the name of an interface.*for example eth0\.$"):
        Placement(function=Function.FILTER, entry=Entry.GATEWAY, inside=name, outside="eth0")


def test_source_nat_needs_its_function() -> None:
    policy = policy_file.read(EVERYTHING)
    refuse_misplaced(policy, SOURCE_NAT)
    with pytest.raises(
        PolicyError,
        match=r"line 10: source_nat 'out' needs the function source-nat, .* for example FUNCTION=source-nat",
    ):
        refuse_misplaced(policy, FILTER)


def test_forwards_need_a_network_load_balancer() -> None:
    policy = policy_file.read(FORWARDS)
    refuse_misplaced(policy, BALANCED)
    with pytest.raises(
        PolicyError, match=r"line 5: forward 'https' needs a network load balancer .*ENTRY=network-load-balancer"
    ):
        refuse_misplaced(policy, FILTER)


@pytest.mark.parametrize("rule", ["action: drop, protocol: any", "action: accept, protocol: tcp, ports: [8443]"])
def test_a_forward_that_no_rule_accepts_is_refused(rule: str) -> None:
    forward = "{name: https, protocol: tcp, port: 443, to: 10.0.3.4, to_port: 8443}"
    policy = policy_file.read(f"rules: [{{name: web, {rule}}}]\nforwards:\n - {forward}")
    with pytest.raises(
        PolicyError, match=r"line 3: forward 'https' gets no flow, .* no rule accepts tcp port 443.*443\]"
    ):
        refuse_misplaced(policy, BALANCED)
