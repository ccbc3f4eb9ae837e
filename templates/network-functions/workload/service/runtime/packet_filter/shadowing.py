"""Refuses a rule that can never decide, because an earlier one matches each of its packets.

Some packets that the later rule matches are classified first: per field, a bit set of the rules that match all of them.
What all fields have in common are the few rules worth comparing, so that a thousand rules take milliseconds and not a
million comparisons.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from packet_filter.policy import Network, Policy, Ports, Protocol, Rule
from packet_filter.policy_error import PolicyError


def refuse_shadowed(policy: Policy) -> None:
    """Raises PolicyError: a rule that an earlier one shadows; it names both lines."""
    protocols: defaultdict[Protocol, int] = defaultdict(int)
    sources, destinations, ports = _Networks(), _Networks(), _PortSets()
    for index, rule in enumerate(policy.rules):
        bits = protocols[Protocol.ANY] | protocols[rule.protocol]
        bits &= sources.matching(rule.sources)
        bits &= destinations.matching(rule.destinations)
        bits &= ports.matching(rule.ports)
        for earlier in (policy.rules[bit] for bit in _positions(bits)):
            if _covers(earlier, rule):
                raise PolicyError(
                    f"rule '{rule.name}' can never match, because rule '{earlier.name}' of line {earlier.line} matches "
                    f"all of its packets first; put it before line {earlier.line} or remove it, "
                    "for example the narrower rule first.",
                    file=policy.file,
                    line=rule.line,
                )
        bit = 1 << index
        protocols[rule.protocol] |= bit
        sources.add(rule.sources, bit)
        destinations.add(rule.destinations, bit)
        ports.add(rule.ports, bit)


class _Networks:
    """Which rules match an address."""

    def __init__(self) -> None:
        self._all = 0
        self._by_prefix: defaultdict[tuple[int, int], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, networks: Sequence[Network], bit: int) -> None:
        self._all |= 0 if networks else bit
        for network in networks:
            self._by_prefix[network.version, network.prefixlen][int(network.network_address)] |= bit

    def matching(self, networks: Sequence[Network]) -> int:
        """The rules that match the first address of each network; of all addresses, 0.0.0.0 stands for the first."""
        bits = -1
        for version, width, address in [
            (each.version, each.max_prefixlen, int(each.network_address)) for each in networks
        ] or [(4, 32, 0)]:
            found = self._all
            for (family, length), rules in self._by_prefix.items():
                if family == version:
                    drop = width - length
                    found |= rules.get(address >> drop << drop, 0)
            bits &= found
        return bits


class _PortSets:
    """Which rules match a port. By blocks of 256: a block that a range contains whole is a bit set, only one in which
    it begins or ends has to look at it."""

    def __init__(self) -> None:
        self._all = 0
        self._whole: defaultdict[int, int] = defaultdict(int)
        self._parts: defaultdict[int, list[tuple[Ports, int]]] = defaultdict(list)
        self._single: defaultdict[int, int] = defaultdict(int)

    def add(self, ports: Sequence[Ports], bit: int) -> None:
        self._all |= 0 if ports else bit
        for each in ports:
            if each.first == each.last:
                self._single[each.first] |= bit
                continue
            first, last = each.first >> 8, each.last >> 8
            for block in range(first + 1, last):
                self._whole[block] |= bit
            for block in {first, last}:
                self._parts[block].append((each, bit))

    def matching(self, ports: Sequence[Ports]) -> int:
        """The rules that match the ends of each range."""
        bits = -1
        for port in {end for each in ports for end in (each.first, each.last)} or {1, 65_535}:
            found = self._all | self._single.get(port, 0) | self._whole.get(port >> 8, 0)
            for each, bit in self._parts.get(port >> 8, ()):
                if each.first <= port <= each.last:
                    found |= bit
            bits &= found
        return bits


def _positions(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _covers(earlier: Rule, later: Rule) -> bool:
    return (
        earlier.protocol in (later.protocol, Protocol.ANY)
        and _ports_cover(earlier.ports, later.ports)
        and _networks_cover(earlier.sources, later.sources)
        and _networks_cover(earlier.destinations, later.destinations)
    )


def _networks_cover(earlier: Sequence[Network], later: Sequence[Network]) -> bool:
    if not earlier:
        return True
    return all(
        _cover(_ranges(earlier, version), _ranges(later, version) if later else [(0, 2**bits - 1)])
        for version, bits in ((4, 32), (6, 128))
    )


def _ports_cover(earlier: Sequence[Ports], later: Sequence[Ports]) -> bool:
    if not earlier:
        return True
    wanted = [(each.first, each.last) for each in later] or [(1, 65_535)]
    return _cover([(each.first, each.last) for each in earlier], wanted)


def _ranges(networks: Sequence[Network], version: int) -> list[tuple[int, int]]:
    return [(int(each.network_address), int(each.broadcast_address)) for each in networks if each.version == version]


def _cover(earlier: Sequence[tuple[int, int]], later: Sequence[tuple[int, int]]) -> bool:
    """Both are sorted. Neighbours of the earlier ones are one range: two halves cover the whole."""
    merged: list[tuple[int, int]] = []
    for first, last in earlier:
        if merged and first == merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return all(any(low <= first and last <= high for low, high in merged) for first, last in later)
