"""Which addresses flows get, and where they are sent."""

import pytest

from tests.unit.packet_filter.policies import BALANCED, EVERYTHING, FORWARDS, SOURCE_NAT
from tests.unit.packet_filter.test_ruleset import chain, compiled


def test_several_addresses_are_dealt_by_a_hash_that_every_instance_computes_alike() -> None:
    hashed = "snat ip to jhash ip saddr mod 2 seed 0x1 map { 0 : 203.0.113.10, 1 : 203.0.113.12 }"
    start = 'oifname "eth0" ct mark 1 ip saddr 10.0.0.0/16'
    assert chain(compiled(EVERYTHING, SOURCE_NAT), "sources")[1:3] == [
        f'{start} meta l4proto {{ tcp, udp, sctp }} counter name nat_out {hashed}:2000-3000 comment "line 10"',
        # ICMP has no ports.
        f'{start} counter name nat_out {hashed} comment "line 10"',
    ]


def test_the_address_of_the_interface_serves_both_families() -> None:
    lines = chain(compiled(EVERYTHING, SOURCE_NAT), "sources")[3:]
    assert [line.split(" counter")[0].split("mark 1 ")[1] for line in lines] == [
        "ip saddr 10.1.0.0/16 meta l4proto { tcp, udp, sctp }",
        "ip saddr 10.1.0.0/16",
        "ip6 saddr fd00::/8 meta l4proto { tcp, udp, sctp }",
        "ip6 saddr fd00::/8",
    ]
    assert "masquerade to :1024-65535" in lines[0]


@pytest.mark.parametrize(
    ("address", "source", "snat"),
    [
        ("203.0.113.10", "10.0.0.0/8", "203.0.113.10:1024-65535"),
        ("2001:db8::1", "fd00::/8", "[2001:db8::1]:1024-65535"),
    ],
)
def test_a_single_address_needs_no_hash(address: str, source: str, snat: str) -> None:
    text = f"rules: []\nsource_nat: [{{name: out, from: ['{source}'], addresses: ['{address}']}}]"
    assert f" to {snat} " in chain(compiled(text, SOURCE_NAT), "sources")[1]


def test_only_what_a_rule_accepted_is_translated() -> None:
    # Else the function's own connections would be, too.
    assert all(" ct mark 1 " in line for line in chain(compiled(EVERYTHING, SOURCE_NAT), "sources")[1:])


def test_a_forward_sends_flows_on_and_gets_their_answers() -> None:
    written = compiled(FORWARDS, BALANCED)
    start = 'iifname "eth0" fib daddr type local meta nfproto'
    assert chain(written, "destinations")[1:] == [
        f'{start} ipv4 tcp dport 443 counter name forward_https dnat ip to 10.0.3.4:8443 comment "line 5"',
        f'{start} ipv6 udp dport 53 counter name forward_names dnat ip6 to [fd00::53]:5353 comment "line 6"',
    ]
    assert chain(written, "sources")[1:] == ['oifname "eth0" ct mark 1 ct status dnat masquerade']


def test_behind_a_network_load_balancer_only_forwards_get_through_and_rules_see_what_the_client_wrote() -> None:
    written = compiled(FORWARDS, BALANCED)
    assert 'iifname "eth0" oifname "eth0" ct status dnat jump rules' in written
    assert chain(written, "rules")[0].startswith("ip saddr 10.0.0.0/8 meta l4proto tcp ct original proto-dst @inet_1 ")
