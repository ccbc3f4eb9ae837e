"""The nat chains of a rule set: where flows are sent, and which address they leave with."""

from collections.abc import Iterator

from packet_filter import matches
from packet_filter.placement import Placement
from packet_filter.policy import Address, Forward, Policy, Ports, SourceNat

# Protocols with ports, whose flows have to share the ports of an address.
_WITH_PORTS = "meta l4proto { tcp, udp, sctp }"


def destinations(policy: Policy, placement: Placement) -> Iterator[str]:
    """Rules of the chain that sends flows to the function's own ports to where they are forwarded."""
    for forward in policy.forwards:
        family, header = matches.FAMILIES[forward.to.version]
        yield (
            f'iifname "{placement.inside}" fib daddr type local meta nfproto {family} '
            f"{forward.protocol} dport {forward.port} counter name forward_{forward.name} "
            f'dnat {header} to {_at(forward.to, forward.to_port)} comment "line {forward.line}"'
        )


def sources(policy: Policy, placement: Placement, sets: matches.Sets, *, admitted: str) -> Iterator[str]:
    """Rules of the chain that gives flows their source. admitted: the match of flows that a rule accepted."""
    out = f'oifname "{placement.outside}" {admitted}'
    for entry in policy.source_nat:
        for version, match in matches.sources_by_family(entry.sources, sets):
            start, end = f"{out} {match}", f'comment "line {entry.line}"'
            count = f"counter name nat_{entry.name}"
            yield f"{start} {_WITH_PORTS} {count} {_translate(version, entry, entry.ports)} {end}"
            yield f"{start} {count} {_translate(version, entry, None)} {end}"
    if policy.forwards:
        # The backend has to answer to the function, which alone knows the way back.
        yield f"{out} ct status dnat masquerade"


def _translate(version: int, entry: SourceNat, ports: Ports | None) -> str:
    header = matches.FAMILIES[version][1]
    suffix = f":{ports}" if ports else ""
    if entry.addresses is None:
        return f"masquerade to {suffix}" if suffix else "masquerade"
    if len(entry.addresses) == 1:
        only = entry.addresses[0]
        return f"snat {header} to {f'[{only}]' if suffix and version == 6 else only}{suffix}"
    # By hash of the source alone, with a seed of its own: a client keeps its address, over a reload and on another
    # instance too. A range of nftables could not leave out an address in its middle.
    mapped = ", ".join(f"{number} : {address}" for number, address in enumerate(entry.addresses))
    hashed = f"jhash {header} saddr mod {len(entry.addresses)} seed 0x1"
    return f"snat {header} to {hashed} map {{ {mapped} }}{suffix}"


def _at(address: Address, port: int) -> str:
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


def counters(policy: Policy) -> Iterator[str]:
    """The counters that these chains name; each counts the first packet of a flow, since only that is translated."""
    entries: tuple[Forward | SourceNat, ...] = (*policy.forwards, *policy.source_nat)
    for entry in entries:
        yield f"{'forward' if isinstance(entry, Forward) else 'nat'}_{entry.name}"
