"""Reads a policy, and refuses what is wrong with it in one sentence that names the line, the value and an example."""

from collections.abc import Mapping

from packet_filter import policy_values as values
from packet_filter.policy import Action, Forward, Limits, Policy, Ports, Protocol, Rule, SourceNat
from packet_filter.policy_error import PolicyError
from packet_filter.shadowing import refuse_shadowed
from packet_filter.yaml_document import root
from packet_filter.yaml_nodes import Node

__all__ = ["MAX_BYTES", "PolicyError", "read"]

MAX_BYTES = 1024 * 1024
# The first packet of each session is compared with one after the other.
MAX_RULES = 5000
# What any IPv4 host takes, and what an IPv4 packet of 8,500 bytes carries: the largest of a Gateway Load Balancer.
_SEGMENT = (536, 8460)

_POLICY = {"rules": "[...]", "source_nat": "[...]", "forwards": "[...]", "limits": "{sessions: 65536}"}
_RULE = {
    "name": "web",
    "action": "accept",
    "protocol": "tcp",
    "from": "[10.0.0.0/8]",
    "to": "[198.51.100.0/24]",
    "ports": "[80, 443]",
}
_SOURCE_NAT = {"name": "out", "from": "[10.0.0.0/16]", "addresses": "[203.0.113.10]", "ports": "1024-65535"}
_FORWARD = {"name": "https", "protocol": "tcp", "port": "443", "to": "10.0.3.4", "to_port": "8443"}
_LIMITS = {"sessions": "65536", "new_sessions_per_source": "200", "max_segment": "path"}


def read(text: str, *, file: str = "policy.yaml") -> Policy:
    """The policy that `text` is. file: what messages call it.

    Raises PolicyError: something in it is wrong; the first thing that is.
    """
    size = len(text.encode("utf-8", errors="surrogateescape"))
    if size > MAX_BYTES:
        raise PolicyError(
            f"the policy has {size} bytes, of which at most {MAX_BYTES} are read; write networks, not addresses, "
            "for example 10.0.0.0/24.",
            file=file,
            line=1,
        )
    document = root(text, file=file)
    if document is None:
        raise PolicyError("the policy is empty; to drop everything, write rules: [].", file=file, line=1)
    fields = document.fields("the policy", _POLICY)
    if "rules" not in fields:
        document.refuse("the policy has no rules; to drop everything, write rules: [].")
    written = fields["rules"].items("rules", "[{name: web, action: accept}]")
    if len(written) > MAX_RULES:
        written[MAX_RULES].refuse(
            f"rule {MAX_RULES + 1} of {len(written)} is more than the {MAX_RULES} that a policy may have; join rules "
            "that differ in one list only, for example by ports: [80, 443]."
        )
    rules: dict[str, int] = {}
    names: dict[str, int] = {}
    policy = Policy(
        rules=tuple(_rule(each, rules) for each in written),
        source_nat=tuple(_source_nat(each, names) for each in _list(fields, "source_nat", _SOURCE_NAT)),
        forwards=_forwards(_list(fields, "forwards", _FORWARD)),
        limits=_limits(fields["limits"]) if "limits" in fields else Limits(),
        file=file,
    )
    refuse_shadowed(policy)
    return policy


def _list(fields: Mapping[str, Node], key: str, example: Mapping[str, str]) -> list[Node]:
    if key not in fields:
        return []
    written = ", ".join(f"{name}: {value}" for name, value in example.items())
    return fields[key].items(key, f"[{{{written}}}]")


def _entry(node: Node, what: str, known: Mapping[str, str], needed: tuple[str, ...]) -> dict[str, Node]:
    fields = node.fields(what, known)
    for key in needed:
        if key not in fields:
            node.refuse(f"{what} has no {key}; write one, for example {key}: {known[key]}.")
    return fields


def _rule(node: Node, names: dict[str, int]) -> Rule:
    fields = _entry(node, "a rule", _RULE, ("name", "action", "protocol"))
    rule = Rule(
        name=values.name(fields["name"], names),
        action=values.choice(fields["action"], "action", Action),
        protocol=values.choice(fields["protocol"], "protocol", Protocol),
        sources=values.networks(fields["from"], "from") if "from" in fields else (),
        destinations=values.networks(fields["to"], "to") if "to" in fields else (),
        ports=values.ports(fields["ports"]) if "ports" in fields else (),
        line=node.line,
    )
    if rule.ports and not rule.protocol.has_ports:
        fields["ports"].refuse(
            f"ports with protocol {rule.protocol}, which has none; leave ports out or write for example protocol: tcp."
        )
    families = [{each.version for each in side} for side in (rule.sources, rule.destinations) if side]
    if len(families) == 2 and not families[0] & families[1]:
        fields["to"].refuse(
            f"from has only IPv{min(families[0])} and to only IPv{min(families[1])}, so that no packet matches; "
            f"write one family, for example from: [{rule.sources[0]}] without to."
        )
    return rule


def _source_nat(node: Node, names: dict[str, int]) -> SourceNat:
    fields = _entry(node, "a source_nat entry", _SOURCE_NAT, ("name", "from", "addresses"))
    of_interface = fields["addresses"].value == "interface"
    found = SourceNat(
        name=values.name(fields["name"], names),
        sources=values.networks(fields["from"], "from"),
        addresses=None if of_interface else values.addresses(fields["addresses"], "addresses"),
        ports=(
            values.port_range(fields["ports"], example="1024-65535")
            if "ports" in fields
            else Ports(first=1024, last=values.MAX_PORT)
        ),
        line=node.line,
    )
    if found.addresses is not None:
        family = found.addresses[0].version
        wrong = next((each for each in found.sources if each.version != family), None)
        if wrong is not None:
            fields["from"].refuse(
                f"from has {wrong}, but addresses are of IPv{family}: {found.addresses[0]}; NAT stays in one family, "
                "for example addresses: interface."
            )
    return found


def _forwards(nodes: list[Node]) -> tuple[Forward, ...]:
    names: dict[str, int] = {}
    lines: dict[tuple[Protocol, int], int] = {}
    found = []
    for node in nodes:
        fields = _entry(node, "a forward", _FORWARD, tuple(_FORWARD))
        protocol = values.choice(
            fields["protocol"], "protocol", Protocol, without=(Protocol.ICMP, Protocol.ANY, Protocol.SCTP)
        )
        port = values.port(fields["port"], "port")
        if (protocol, port) in lines:
            fields["port"].refuse(
                f"{protocol} port {port} is forwarded in line {lines[protocol, port]} already; "
                "a port goes to one place, for example port: 8443."
            )
        lines[protocol, port] = fields["port"].line
        found.append(
            Forward(
                name=values.name(fields["name"], names),
                protocol=protocol,
                port=port,
                to=values.address(fields["to"], "to", example="10.0.3.4"),
                to_port=values.port(fields["to_port"], "to_port"),
                line=node.line,
            )
        )
    return tuple(found)


def _limits(node: Node) -> Limits:
    fields = node.fields("limits", _LIMITS)
    limits: dict[str, int] = {}
    if "sessions" in fields:
        limits["sessions"] = values.number(fields["sessions"], "sessions", low=16, high=16_777_216, example=65_536)
    if "new_sessions_per_source" in fields:
        limits["new_sessions_per_source"] = values.number(
            fields["new_sessions_per_source"], "new_sessions_per_source", low=1, high=1_000_000, example=200
        )
    if "max_segment" in fields and fields["max_segment"].value != "path":
        low, high = _SEGMENT
        limits["max_segment"] = values.number(fields["max_segment"], "max_segment", low=low, high=high, example=1400)
    return Limits(**limits)
