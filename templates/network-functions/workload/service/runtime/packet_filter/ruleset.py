"""Compiles a policy to one transaction of nftables, which replaces the table as a whole.

Declare, delete, define: a mere flush would keep the elements of sets, the counters and the policies of chains that are
gone. Sessions are no part of a table, so they go on; they only need a nat chain to be left.
"""

from collections.abc import Iterator

from packet_filter import matches, translation
from packet_filter.placement import Entry, Placement, refuse_misplaced
from packet_filter.policy import Action, Policy

TABLE = "inet packet_filter"
# Sessions that a rule accepted carry it, so that they can be told from the function's own connections.
ADMITTED_MARK = 1
# While it holds the name of the entry, no new session is admitted.
FULL_SET = "full"
ESTABLISHED = "established"
# The first packet of each session; those after it are established.
ADMITTED = "admitted"
DROPS = ("invalid", "spoofed", "local", "path", "unmatched", "source_rate", "sessions")
_DROPS = {cause: f"dropped_{cause}" for cause in DROPS}
# What no packet from elsewhere can have as its source. Addresses of the function itself are looked up.
_SPOOFED = {
    "ip saddr": "0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/3",
    # Not `::`, from which hosts ask on a link whether an address is free; the kernel does not route it anyway.
    "ip6 saddr": "::1, ::ffff:0:0/96, ff00::/8",
}
# A source that was quiet for so long starts with a full bucket anyway.
_SOURCE_SECONDS = 10
_SOURCES = 65_536


def compile(policy: Policy, placement: Placement) -> str:
    """The rule set, for `nft -f -`. Raises PolicyError: the policy asks for what the function does not do there."""
    refuse_misplaced(policy, placement)
    sets = matches.Sets()
    chains = [
        *_chain("admit", "", _admit(policy)),
        *_chain("rules", "", _rules(policy, placement, sets)),
        *_chain("entry", "type filter hook prerouting priority mangle; policy accept;", _entry(placement)),
        *_chain("own", "type filter hook input priority filter; policy accept;", _own(placement)),
        *_chain("redirects", "type filter hook output priority filter; policy accept;", _redirects(placement)),
        *_chain("segments", "type filter hook forward priority mangle; policy accept;", _segments(policy)),
        *_chain("forward", "type filter hook forward priority filter; policy drop;", _forward(placement)),
        # Both stay when they are empty: without a nat chain, translated sessions would stall.
        *_chain(
            "destinations",
            "type nat hook prerouting priority dstnat; policy accept;",
            translation.destinations(policy, placement),
        ),
        *_chain(
            "sources",
            "type nat hook postrouting priority srcnat; policy accept;",
            translation.sources(policy, placement, sets, admitted=f"ct mark {ADMITTED_MARK}"),
        ),
    ]
    names = [ESTABLISHED, ADMITTED, *_DROPS.values(), *(f"rule_{rule.name}" for rule in policy.rules)]
    return "\n".join(
        [
            f"# Compiled from {policy.file!r}.",
            f"table {TABLE}",
            f"delete table {TABLE}",
            f"table {TABLE} {{",
            *(f"  counter {name} {{ }}" for name in (*names, *translation.counters(policy))),
            *(f"  {line}" for line in (*_dynamic_sets(), *sets.definitions())),
            *chains,
            "}",
            "",
        ]
    )


def _chain(name: str, hook: str, rules: Iterator[str]) -> list[str]:
    return [f"  chain {name} {{", *([f"    {hook}"] if hook else []), *(f"    {rule}" for rule in rules), "  }"]


def _dynamic_sets() -> Iterator[str]:
    limited = f"flags dynamic, timeout; timeout {_SOURCE_SECONDS}s; size {_SOURCES};"
    yield f"set {FULL_SET} {{ type ifname; }}"
    yield f"set sources4 {{ type ipv4_addr; {limited} }}"
    yield f"set sources6 {{ type ipv6_addr; {limited} }}"


def _drop(cause: str) -> str:
    return f"counter name {_DROPS[cause]} drop"


def _admit(policy: Policy) -> Iterator[str]:
    rate = policy.limits.new_sessions_per_source
    limit = f"limit rate over {rate}/second burst {rate} packets"
    # A flow that nobody answers, such as logs over UDP, stays new: only its first packet begins a session.
    yield f"ct status & confirmed == confirmed counter name {ESTABLISHED} accept"
    yield f"iifname @{FULL_SET} {_drop('sessions')}"
    yield f"update @sources4 {{ ip saddr {limit} }} {_drop('source_rate')}"
    # Of IPv6 a customer has a whole network of this size, and could take another address for each session.
    yield f"update @sources6 {{ ip6 saddr & ffff:ffff:ffff:ffff:: {limit} }} {_drop('source_rate')}"
    yield f"ct mark set {ADMITTED_MARK} counter name {ADMITTED} accept"


def _rules(policy: Policy, placement: Placement, sets: matches.Sets) -> Iterator[str]:
    for rule in policy.rules:
        verdict = "goto admit" if rule.action is Action.ACCEPT else "drop"
        for match in matches.of_rule(rule, sets, before_translation=placement.entry is Entry.NETWORK):
            yield f'{match} counter name rule_{rule.name} {verdict} comment "line {rule.line}"'.lstrip()
    yield _drop("unmatched")


def _entry(placement: Placement) -> Iterator[str]:
    # A spoofed packet is never admitted, so that no session of its own can let it pass here.
    yield "ct state established,related accept"
    came = f'iifname "{placement.inside}"'
    for field, networks in _SPOOFED.items():
        yield f"{came} {field} {{ {networks} }} {_drop('spoofed')}"
    yield f"{came} fib saddr type local {_drop('spoofed')}"


def _own(placement: Placement) -> Iterator[str]:
    yield "ct state established,related accept"
    # What other interfaces may reach is for the security groups; they do not see what is inside a tunnel. `unicast`
    # is an address of the function, but not of this interface.
    yield f'iifname "{placement.inside}" fib daddr . iif type unicast {_drop("local")}'


def _redirects(placement: Placement) -> Iterator[str]:
    if placement.one_arm:
        # The kernel would tell senders of a shorter way, which is around the function.
        yield f'oifname "{placement.inside}" icmp type redirect drop'
        yield f'oifname "{placement.inside}" icmpv6 type nd-redirect drop'


def _segments(policy: Policy) -> Iterator[str]:
    # Of the answer too, which is established: before the fast path. nftables never raises what a host has said.
    yield f"tcp flags syn tcp option maxseg size set {policy.limits.max_segment or 'rt mtu'}"


def _forward(placement: Placement) -> Iterator[str]:
    yield f"ct state established,related counter name {ESTABLISHED} accept"
    yield f"ct state invalid {_drop('invalid')}"
    # Behind a network load balancer the function is no router: only what a forward has sent on gets further.
    translated = " ct status dnat" if placement.entry is Entry.NETWORK else ""
    yield f'iifname "{placement.inside}" oifname "{placement.outside}"{translated} jump rules'
    yield _drop("path")
