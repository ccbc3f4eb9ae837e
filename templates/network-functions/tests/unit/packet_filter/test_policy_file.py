"""A policy that is right is read as it is written."""

from ipaddress import ip_address, ip_network
from pathlib import Path

from packet_filter import policy_file
from packet_filter.policy import Action, Limits, Ports, Protocol

from tests.unit.packet_filter.policies import EVERYTHING, FORWARDS

SHIPPED = Path(__file__).parents[3] / "workload" / "service" / "runtime" / "policy.yaml"


def test_the_policy_that_ships_is_good_and_has_rules() -> None:
    assert policy_file.read(SHIPPED.read_text(encoding="utf-8")).rules


def test_a_rule_has_every_field_that_is_written() -> None:
    web, icmp = policy_file.read(EVERYTHING, file="p").rules
    assert (web.name, web.action, web.protocol, web.line) == ("web", Action.ACCEPT, Protocol.TCP, 2)
    assert web.sources == (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    assert web.destinations == (ip_network("198.51.100.0/24"), ip_network("203.0.113.7/32"))
    # In order, as nftables wants intervals.
    assert web.ports == (Ports(first=80, last=80), Ports(first=443, last=443), Ports(first=8000, last=8100))
    assert (icmp.action, icmp.sources, icmp.ports, icmp.line) == (Action.DROP, (), (), 8)


def test_source_nat_has_addresses_or_those_of_the_interface() -> None:
    out, other = policy_file.read(EVERYTHING).source_nat
    assert out.addresses == (ip_address("203.0.113.10"), ip_address("203.0.113.12"))
    assert (out.ports, out.line) == (Ports(first=2000, last=3000), 10)
    # Of both families, which an address could not be.
    assert {each.version for each in other.sources} == {4, 6}
    assert (other.addresses, other.ports) == (None, Ports(first=1024, last=65_535))


def test_forwards_lead_to_an_address_of_either_family() -> None:
    https, names = policy_file.read(FORWARDS).forwards
    assert (https.port, str(https.to), https.to_port) == (443, "10.0.3.4", 8443)
    assert (names.protocol, str(names.to)) == (Protocol.UDP, "fd00::53")


def test_limits_have_defaults_and_the_path_is_one_of_them() -> None:
    assert policy_file.read("rules: []").limits == Limits(
        sessions=65_536, new_sessions_per_source=200, max_segment=None
    )
    assert policy_file.read("rules: []\nlimits: {max_segment: path}").limits.max_segment is None
    assert policy_file.read(EVERYTHING).limits == Limits(sessions=1000, new_sessions_per_source=50, max_segment=1400)


def test_values_mean_what_is_written_and_not_what_yaml_makes_of_them() -> None:
    rule = "{name: no, action: accept, protocol: tcp, ports: [0080]}"
    (read,) = policy_file.read(f"rules: [{rule}]").rules
    assert read.name == "no"
    assert read.ports == (Ports(first=80, last=80),)


def test_neighbours_are_no_overlap() -> None:
    rule = "{name: a, action: drop, protocol: tcp, from: [10.0.0.0/9, 10.128.0.0/9], ports: [1-2, 3]}"
    assert len(policy_file.read(f"rules: [{rule}]").rules[0].sources) == 2


def test_a_policy_of_the_largest_size_is_read() -> None:
    text = "rules: []\n#"
    assert policy_file.read(text + "x" * (policy_file.MAX_BYTES - len(text))).rules == ()
