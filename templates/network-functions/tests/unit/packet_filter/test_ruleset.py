"""What the compiler promises. That nftables takes it, and what it then does to packets, is for the traffic tests."""

import re

import pytest
from packet_filter import policy_file, ruleset
from packet_filter.placement import Placement
from packet_filter.policy_error import PolicyError

from tests.unit.packet_filter.policies import BALANCED, EVERYTHING, FILTER, FORWARDS, SOURCE_NAT, WEB

PLACES = [(WEB, FILTER), (EVERYTHING, SOURCE_NAT), (FORWARDS, BALANCED), ("rules: []", FILTER)]


def compiled(text: str, placement: Placement) -> str:
    """The rule set of a policy."""
    return ruleset.compile(policy_file.read(text), placement)


def chain(text: str, name: str) -> list[str]:
    """The lines of a chain."""
    found = re.search(rf"^  chain {name} {{\n(.*?)^  }}$", text, re.MULTILINE | re.DOTALL)
    assert found, f"no chain {name}"
    return [line.strip() for line in found[1].splitlines()]


@pytest.mark.parametrize(("text", "placement"), PLACES)
def test_the_table_is_replaced_as_a_whole_in_one_transaction(text: str, placement: Placement) -> None:
    lines = [line for line in compiled(text, placement).splitlines() if not line.startswith("#")]
    declare, delete, define, *_ = lines
    assert (declare, delete) == ("table inet packet_filter", "delete table inet packet_filter")
    assert define == f"{declare} {{"
    assert "flush" not in compiled(text, placement)


@pytest.mark.parametrize(("text", "placement"), PLACES)
def test_established_sessions_come_first_and_the_rest_is_dropped(text: str, placement: Placement) -> None:
    hook, first, second, *_, last = chain(compiled(text, placement), "forward")
    assert "hook forward" in hook
    assert "policy drop" in hook
    assert first == "ct state established,related counter name established accept"
    assert second == "ct state invalid counter name dropped_invalid drop"
    assert last == "counter name dropped_path drop"
    assert chain(compiled(text, placement), "rules")[-1] == "counter name dropped_unmatched drop"


@pytest.mark.parametrize(("text", "placement"), PLACES)
def test_a_nat_chain_is_always_left(text: str, placement: Placement) -> None:
    for name in ("sources", "destinations"):
        assert "type nat" in chain(compiled(text, placement), name)[0]


@pytest.mark.parametrize(("text", "placement"), PLACES)
def test_each_base_chain_of_a_hook_has_a_priority_of_its_own(text: str, placement: Placement) -> None:
    hooks = re.findall(r"hook (\w+) priority (\w+);", compiled(text, placement))
    assert len(hooks) == 7
    assert len(set(hooks)) == len(hooks)


@pytest.mark.parametrize(("text", "placement"), PLACES)
def test_every_counter_and_set_that_is_named_is_defined_once(text: str, placement: Placement) -> None:
    written = compiled(text, placement)
    defined = re.findall(r"^  counter (\S+) { }$", written, re.MULTILINE)
    assert len(set(defined)) == len(defined)
    assert set(re.findall(r"counter name (\S+)", written)) <= set(defined)
    sets = re.findall(r"^  set (\S+) {", written, re.MULTILINE)
    assert set(re.findall(r"@(\w+)", written)) <= set(sets)
    assert "auto-merge" not in written


def test_a_rule_becomes_one_line_for_each_family_that_it_can_match() -> None:
    written = compiled(EVERYTHING, SOURCE_NAT)
    web, icmp, _ = chain(written, "rules")
    # Its destinations are of IPv4 only.
    assert web == (
        "ip saddr 10.0.0.0/8 ip daddr @ipv4_1 meta l4proto tcp th dport @inet_2 "
        'counter name rule_web goto admit comment "line 2"'.replace("@ipv4_1", "@ipv4_2").replace("@inet_2", "@inet_1")
    )
    assert icmp == 'meta l4proto { icmp, ipv6-icmp } counter name rule_icmp drop comment "line 8"'
    assert "set inet_1 { type inet_service; flags constant, interval; elements = { 80, 443, 8000-8100 }; }" in written


def test_equal_lists_share_a_set_and_single_values_need_none() -> None:
    rules = ", ".join(
        f"{{name: r{n}, action: accept, protocol: tcp, from: [10.0.{n}.0/24], ports: [80, 443]}}" for n in range(9)
    )
    written = compiled(f"rules: [{rules}]", FILTER)
    assert written.count("type inet_service") == 1
    assert "type ipv4_addr; flags constant" not in written
    # Without intervals the kernel can hash.
    assert "set inet_1 { type inet_service; flags constant; elements = { 80, 443 }; }" in written


def test_all_addresses_of_a_family_are_no_set() -> None:
    written = compiled("rules: [{name: a, action: accept, protocol: any, from: ['::/0']}]", FILTER)
    assert chain(written, "rules")[0].startswith("meta nfproto ipv6 counter name rule_a goto admit")


@pytest.mark.parametrize("name", ["accept", "tcp", "drop", "limit", "th", "a-1", "established", "invalid"])
def test_a_name_may_be_a_word_of_nftables(name: str) -> None:
    written = compiled(f"rules: [{{name: {name}, action: accept, protocol: any}}]", FILTER)
    assert f"  counter rule_{name} {{ }}\n" in written


def test_new_sessions_are_limited_for_each_source_and_only_their_first_packet_counts() -> None:
    confirmed, full, ipv4, ipv6, last = chain(compiled(EVERYTHING, SOURCE_NAT), "admit")
    assert confirmed.startswith("ct status & confirmed == confirmed")
    assert full == "iifname @full counter name dropped_sessions drop"
    assert "update @sources4 { ip saddr limit rate over 50/second burst 50 packets }" in ipv4
    assert "ip6 saddr & ffff:ffff:ffff:ffff:: limit rate over 50/second" in ipv6
    assert last == "ct mark set 1 counter name admitted accept"


def test_spoofed_sources_are_dropped_where_packets_come_in_and_before_they_are_routed() -> None:
    hook, established, *drops = chain(compiled(WEB, SOURCE_NAT), "entry")
    assert "hook prerouting" in hook
    assert established == "ct state established,related accept"
    assert all(line.startswith('iifname "tunnel" ') and line.endswith("dropped_spoofed drop") for line in drops)
    assert {"127.0.0.0/8", "224.0.0.0/3", "::1", "ff00::/8"} <= set(re.findall(r"[0-9a-f:./]+[0-9]", " ".join(drops)))
    assert any("fib saddr type local" in line for line in drops)


def test_only_a_new_session_from_inside_to_outside_is_asked_about() -> None:
    jumps = [line for line in compiled(EVERYTHING, SOURCE_NAT).splitlines() if "jump rules" in line]
    assert [line.strip() for line in jumps] == ['iifname "tunnel" oifname "eth0" jump rules']


def test_one_arm_tells_nobody_of_a_shorter_way() -> None:
    assert len(chain(compiled(WEB, FILTER), "redirects")) == 3
    assert len(chain(compiled(WEB, SOURCE_NAT), "redirects")) == 1


def test_segments_are_clamped_in_both_directions() -> None:
    assert chain(compiled(WEB, FILTER), "segments")[1] == "tcp flags syn tcp option maxseg size set rt mtu"
    assert chain(compiled(EVERYTHING, SOURCE_NAT), "segments")[1].endswith("maxseg size set 1400")


def test_a_policy_that_does_not_fit_its_place_is_not_compiled() -> None:
    with pytest.raises(PolicyError, match="needs the function source-nat"):
        compiled(EVERYTHING, FILTER)
