"""What a rule of a policy matches, in the words of nftables."""

from collections.abc import Iterator, Sequence

from packet_filter.policy import Network, Ports, Protocol, Rule

FAMILIES = {4: ("ipv4", "ip"), 6: ("ipv6", "ip6")}
_PROTOCOLS = {
    Protocol.TCP: "meta l4proto tcp",
    Protocol.UDP: "meta l4proto udp",
    Protocol.SCTP: "meta l4proto sctp",
    Protocol.ICMP: "meta l4proto { icmp, ipv6-icmp }",
    Protocol.ANY: "",
}


class Sets:
    """The named sets of a rule set. Lists that are equal share one, since most of the time to load goes into sets."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._lines: list[str] = []

    def among(self, values: Sequence[Network] | Sequence[Ports], kind: str) -> str:
        """What a field is compared with: the only value, or a set. kind: its type in nftables.

        Overlaps were refused, so that no `auto-merge` is needed, which would join neighbours.
        """
        written = [_single(each) for each in values]
        if len(written) == 1:
            return written[0]
        key = (kind, ", ".join(written))
        if key not in self._names:
            self._names[key] = f"{kind.split('_')[0]}_{len(self._names) + 1}"
            # Without intervals the kernel can hash.
            interval = any(mark in key[1] for mark in "-/")
            flags = "constant, interval" if interval else "constant"
            self._lines.append(f"set {self._names[key]} {{ type {kind}; flags {flags}; elements = {{ {key[1]} }}; }}")
        return f"@{self._names[key]}"

    def definitions(self) -> Iterator[str]:
        """The sets that were asked for."""
        yield from self._lines


def of_rule(rule: Rule, sets: Sets, *, before_translation: bool) -> list[str]:
    """One match for each family that the rule names, or one for both. before_translation: a forward has already
    changed the destination, and the rule is about the one that the client wrote."""
    ports = ""
    if rule.ports:
        field = "ct original proto-dst" if before_translation else "th dport"
        ports = f"{field} {sets.among(rule.ports, 'inet_service')}"
    if not rule.sources and not rule.destinations:
        return [_join(_PROTOCOLS[rule.protocol], ports)]
    found = []
    for version, (_, header) in FAMILIES.items():
        sources, destinations = _of(version, rule.sources), _of(version, rule.destinations)
        if (rule.sources and not sources) or (rule.destinations and not destinations):
            continue
        destination = f"ct original {header} daddr" if before_translation else f"{header} daddr"
        found.append(
            _join(
                _networks(version, f"{header} saddr", sources, sets),
                _networks(version, destination, destinations, sets),
                _PROTOCOLS[rule.protocol],
                ports,
            )
        )
    return found


def sources_by_family(sources: Sequence[Network], sets: Sets) -> Iterator[tuple[int, str]]:
    """For each family that is there: its version, and the match of the source against its networks."""
    for version, (_, header) in FAMILIES.items():
        if found := _of(version, sources):
            yield version, _networks(version, f"{header} saddr", found, sets)


def _networks(version: int, field: str, among: Sequence[Network], sets: Sets) -> str:
    if not among:
        return ""
    if any(each.prefixlen == 0 for each in among):
        return f"meta nfproto {FAMILIES[version][0]}"
    return f"{field} {sets.among(among, f'ipv{version}_addr')}"


def _of(version: int, among: Sequence[Network]) -> list[Network]:
    return [each for each in among if each.version == version]


def _single(value: Network | Ports) -> str:
    if isinstance(value, Ports):
        return str(value)
    return str(value.network_address) if value.prefixlen == value.max_prefixlen else str(value)


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)
