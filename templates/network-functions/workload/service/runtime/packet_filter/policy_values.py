"""The values of a policy, read from YAML nodes. Each function raises PolicyError with line, value and example."""

import ipaddress
import re
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from packet_filter.policy import Address, Network, Ports
from packet_filter.yaml_nodes import Node

MAX_PORT = 65_535
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_NUMBER = re.compile(r"[0-9]{1,9}")
_NETWORK = re.compile(r"[0-9A-Fa-f.:]+(/[0-9]{1,3})?")
Choice = TypeVar("Choice", bound=StrEnum)


def name(node: Node, lines: dict[str, int]) -> str:
    """A name that no other entry has. lines: the names before it, to which it is added."""
    value = node.text("name", "web")
    if not _NAME.fullmatch(value):
        node.refuse(
            f"name '{value}' has to be a lower-case letter and up to 30 letters, digits or hyphens, for example web."
        )
    if value in lines:
        node.refuse(
            f"name '{value}' is that of line {lines[value]} already; names are unique, for example {value[:29]}-2."
        )
    lines[value] = node.line
    return value


def choice(node: Node, what: str, kind: type[Choice], *, without: tuple[Choice, ...] = ()) -> Choice:
    """One of the members of `kind` but for those of `without`."""
    allowed = [each for each in kind if each not in without]
    value = node.text(what, allowed[0])
    for each in allowed:
        if each == value:
            return each
    node.refuse(f"unknown {what} '{value}'; it is one of {', '.join(allowed)}, for example {what}: {allowed[0]}.")


def number(node: Node, what: str, *, low: int, high: int, example: int) -> int:
    """A whole number from `low` to `high`."""
    value = node.text(what, str(example))
    if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
        node.refuse(f"{what} {value} has to be a whole number from {low} to {high}, for example {example}.")
    return int(value)


def port(node: Node, what: str) -> int:
    """A port."""
    return number(node, what, low=1, high=MAX_PORT, example=443)


def port_range(node: Node, *, example: str) -> Ports:
    """A port, or two with a hyphen between them."""
    value = node.text("ports", example)
    first, hyphen, last = value.partition("-")
    ends = [first.strip(), last.strip()] if hyphen else [first]
    for end in ends:
        if not _NUMBER.fullmatch(end) or not 1 <= int(end) <= MAX_PORT:
            node.refuse(f"port {end or value} has to be a whole number from 1 to {MAX_PORT}, for example {example}.")
    found = Ports(first=int(ends[0]), last=int(ends[-1]))
    if found.first > found.last:
        node.refuse(f"ports {value} run backwards; the lower comes first, for example {found.last}-{found.first}.")
    return found


def ports(node: Node) -> tuple[Ports, ...]:
    """A list of ports and ranges, sorted, none overlapping another."""
    nodes = _filled(node, "ports", "[80, 443, 8000-8100]")
    found = sorted(((port_range(each, example="8000-8100"), each) for each in nodes), key=lambda pair: pair[0])
    for (before, earlier), (after, later) in pairwise(found):
        if after.first <= before.last:
            whole = Ports(first=before.first, last=max(before.last, after.last))
            _overlap(earlier, later, before, after, f"[{whole}]")
    return tuple(each for each, _ in found)


def networks(node: Node, what: str) -> tuple[Network, ...]:
    """A list of addresses and networks, IPv4 first, sorted, none overlapping another."""
    found = [(_network(each, what), each) for each in _filled(node, what, "[10.0.0.0/8]")]
    found.sort(key=lambda pair: (pair[0].version, int(pair[0].network_address), pair[0].prefixlen))
    for (before, earlier), (after, later) in pairwise(found):
        # Of two networks that overlap, one lies within the other: the shorter prefix, which was sorted first.
        if before.version == after.version and int(after.network_address) <= int(before.broadcast_address):
            _overlap(earlier, later, before, after, f"[{before}]")
    return tuple(each for each, _ in found)


def address(node: Node, what: str, *, example: str = "203.0.113.10") -> Address:
    """One address that a host can have."""
    value = node.text(what, example)
    try:
        found = ipaddress.ip_address(value)
    except ValueError:
        node.refuse(f"{what} '{value}' is not an address of IPv4 or IPv6, for example {example}.")
    if found.is_multicast or found.is_unspecified or found.is_loopback or "%" in value:
        node.refuse(f"{what} '{value}' is not the address of a single host, for example {example}.")
    return found


def addresses(node: Node, what: str) -> tuple[Address, ...]:
    """A list of addresses of one family, none twice."""
    lines: dict[Address, int] = {}
    for each in _filled(node, what, "[203.0.113.10, 203.0.113.12]"):
        found = address(each, what)
        if found in lines:
            each.refuse(f"{what} has {found} in line {lines[found]} already; write each once, for example [{found}].")
        first = next(iter(lines), found)
        if found.version != first.version:
            each.refuse(
                f"{what} mixes {found} and {first}, IPv6 with IPv4; write two entries, for example one with [{first}]."
            )
        lines[found] = each.line
    return tuple(lines)


def _network(node: Node, what: str) -> Network:
    example = "10.0.0.0/8 or 2001:db8::/32"
    value = node.text(what, example)
    try:
        if not _NETWORK.fullmatch(value):
            raise ValueError
        written, _, prefix = value.partition("/")
        host = ipaddress.ip_address(written)
        kind = ipaddress.IPv4Network if host.version == 4 else ipaddress.IPv6Network
        # From numbers: to parse the text again would take most of the time of a large policy.
        loose = kind((int(host), int(prefix or host.max_prefixlen)), strict=False)
    except ValueError:
        node.refuse(f"{what} '{value}' is not an address or network of IPv4 or IPv6, for example {example}.")
    if host != loose.network_address:
        node.refuse(f"{what} {value} has host bits set; write the network {loose} or the address {host}.")
    return loose


def _filled(node: Node, what: str, example: str) -> list[Node]:
    nodes = node.items(what, example)
    if not nodes:
        node.refuse(f"{what} is an empty list; leave it out to match everything, or write for example {example}.")
    return nodes


def _overlap(earlier: Node, later: Node, before: object, after: object, example: str) -> None:
    first, second = sorted((earlier, later), key=lambda each: (each.line, each.column))
    values = (after, before) if second is later else (before, after)
    second.refuse(f"{values[0]} overlaps {values[1]} of line {first.line}; write each once, for example {example}.")
