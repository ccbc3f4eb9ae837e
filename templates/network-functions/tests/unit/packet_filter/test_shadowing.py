"""A rule that an earlier one shadows is refused, and no other."""

import pytest
from packet_filter import policy_file, shadowing
from packet_filter.policy import Rule
from packet_filter.policy_error import PolicyError


def read(earlier: str, later: str) -> None:
    """A policy of two rules, in lines 2 and 3."""
    policy_file.read(
        f"rules:\n - {{name: first, action: accept, {earlier}}}\n - {{name: second, action: drop, {later}}}"
    )


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("protocol: any", "protocol: tcp"),
        ("protocol: any", "protocol: any, from: [10.0.0.0/8]"),
        ("protocol: tcp", "protocol: tcp, ports: [80]"),
        ("protocol: tcp, ports: [80-90]", "protocol: tcp, ports: [80, 85-90]"),
        ("protocol: tcp, ports: [80-84, 85-90]", "protocol: tcp, ports: [82-88]"),
        ("protocol: tcp, ports: [1-65535]", "protocol: tcp"),
        ("protocol: udp, from: [10.0.0.0/8]", "protocol: udp, from: [10.1.0.0/16, 10.9.9.9]"),
        ("protocol: udp, from: [10.0.0.0/9, 10.128.0.0/9]", "protocol: udp, from: [10.0.0.0/8]"),
        ("protocol: any, from: [0.0.0.0/0, '::/0']", "protocol: icmp"),
        ("protocol: any, to: [198.51.100.0/24]", "protocol: tcp, from: [10.0.0.0/8], to: [198.51.100.7]"),
        ("protocol: any, from: ['2001:db8::/32']", "protocol: any, from: ['2001:db8:1::/48'], to: ['fd00::/8']"),
    ],
)
def test_a_shadowed_rule_is_refused_with_both_lines(earlier: str, later: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read(earlier, later)
    assert str(caught.value) == (
        "policy.yaml line 3: rule 'second' can never match, because rule 'first' of line 2 matches all of its packets "
        "first; put it before line 2 or remove it, for example the narrower rule first."
    )


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("protocol: tcp", "protocol: udp"),
        ("protocol: tcp", "protocol: any"),
        ("protocol: tcp, ports: [80]", "protocol: tcp, ports: [80, 81]"),
        ("protocol: tcp, ports: [80-84, 86-90]", "protocol: tcp, ports: [82-88]"),
        ("protocol: tcp, ports: [80]", "protocol: tcp"),
        ("protocol: tcp, from: [10.0.0.0/8]", "protocol: tcp"),
        ("protocol: tcp, from: [10.1.0.0/16]", "protocol: tcp, from: [10.0.0.0/8]"),
        ("protocol: tcp, from: [0.0.0.0/0]", "protocol: tcp"),
        ("protocol: tcp, from: [10.0.0.0/8]", "protocol: tcp, from: [10.1.0.0/16, 'fd00::/8']"),
        ("protocol: tcp, from: [10.0.0.0/8], to: [10.0.0.0/8]", "protocol: tcp, from: [10.0.0.0/8]"),
        ("protocol: tcp, from: [10.0.0.0/8], ports: [80]", "protocol: tcp, from: [10.0.0.0/8], ports: [443]"),
    ],
)
def test_a_rule_that_still_matches_something_is_kept(earlier: str, later: str) -> None:
    read(earlier, later)


def test_a_large_policy_is_not_compared_rule_by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    covers = shadowing._covers

    def counted(earlier: Rule, later: Rule) -> bool:
        compared.append(later.name)
        return covers(earlier, later)

    monkeypatch.setattr(shadowing, "_covers", counted)
    rules = "\n".join(
        f" - {{name: r{n}, action: drop, protocol: tcp, from: [10.0.0.0/8], to: [10.{n >> 8}.{n & 255}.0/24], "
        f"ports: [80, {n + 100}-{n + 5000}]}}"
        for n in range(1000)
    )
    policy_file.read(f"rules:\n{rules}")
    assert compared == []
