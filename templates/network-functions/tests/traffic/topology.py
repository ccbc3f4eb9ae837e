"""Namespaces joined by veth pairs: a client, what forwards its packets, and a server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from tests.traffic.namespaces import Namespace

Interface = IPv4Interface | IPv6Interface
# Packets on a veth pair otherwise carry half a checksum, and may be larger than any real link carries.
OFFLOADS = ("tx", "rx", "sg", "tso", "gso", "gro")
MTU = 1500


@dataclass(frozen=True, kw_only=True)
class End:
    """One end of a link: an interface of a namespace, with an IPv4 and an IPv6 address."""

    namespace: Namespace
    interface: str
    ipv4: IPv4Interface
    ipv6: IPv6Interface
    mac: str

    def address(self, version: int) -> str:
        """Its address of IP version 4 or 6, as text."""
        return str(self.ipv4.ip if version == 4 else self.ipv6.ip)


@dataclass
class Topology:
    """What was built. nodes: in the order in which packets pass them. links: pairs of ends.

    bundling: whether the kernel may carry many segments as one, as it does with a network card; otherwise each packet
    is as it would be on a cable.
    """

    name: str
    nodes: dict[str, Namespace] = field(default_factory=dict)
    links: list[tuple[End, End]] = field(default_factory=list)
    bundling: bool = False

    def __getitem__(self, node: str) -> Namespace:
        return self.nodes[node]

    def end(self, node: str, interface: str) -> End:
        """The end of a link that is `interface` of `node`. Raises KeyError: there is none."""
        for end in (end for link in self.links for end in link):
            if (end.namespace, end.interface) == (self.nodes[node], interface):
                return end
        raise KeyError(f"{node} has no interface {interface}")

    def add(self, node: str) -> Namespace:
        """Make one more namespace."""
        self.nodes[node] = Namespace(f"{self.name}-{node}")
        self.nodes[node].create()
        return self.nodes[node]

    def link(self, left: tuple[str, str], right: tuple[str, str], *, network: int, mtu: int = MTU) -> tuple[End, End]:
        """Join two nodes, each (node, interface), by network number `network`: the left end is host 1, the right 2.

        Even networks are private ones, 10.NETWORK.0.0/24. Odd ones stand for public ones, 198.18.NETWORK.0/24, from the
        range that is kept for measurements.
        """
        ends = self._end(*left, network, 1), self._end(*right, network, 2)
        one, other = ends
        one.namespace.run(
            *("ip", "link", "add", one.interface, "address", one.mac, "type", "veth"),
            *("peer", "name", other.interface, "address", other.mac, "netns", other.namespace.full_name),
        )
        for end in ends:
            run = end.namespace.run
            if not self.bundling:
                run("ethtool", "--features", end.interface, *(word for name in OFFLOADS for word in (name, "off")))
            run("ip", "link", "set", end.interface, "mtu", str(mtu), "up")
            run("ip", "address", "add", str(end.ipv4), "dev", end.interface)
            run("ip", "address", "add", str(end.ipv6), "dev", end.interface, "nodad")
        for end, peer in (ends, ends[::-1]):
            # Known from the start: to find a neighbour takes IPv6 a second, which is no test's matter.
            for version in (4, 6):
                neighbour = ("to", peer.address(version), "lladdr", peer.mac, "dev", end.interface, "nud", "permanent")
                end.namespace.run("ip", f"-{version}", "neighbour", "replace", *neighbour)
        self.links.append(ends)
        return ends

    def _end(self, node: str, interface: str, network: int, host: int) -> End:
        ipv4 = f"10.{network}.0.{host}/24" if network % 2 == 0 else f"198.18.{network}.{host}/24"
        return End(
            namespace=self.nodes[node],
            interface=interface,
            ipv4=IPv4Interface(ipv4),
            ipv6=IPv6Interface(f"2001:db8:{network}::{host}/64"),
            mac=f"02:00:00:00:{network:02x}:{host:02x}",
        )

    def default_route(self, node: str, via: End) -> None:
        """Send everything of `node` that has no other way to `via`."""
        for version in (4, 6):
            self.nodes[node].run("ip", f"-{version}", "route", "replace", "default", "via", via.address(version))

    def remove(self) -> None:
        """Remove all namespaces; links go with them."""
        for namespace in self.nodes.values():
            namespace.remove()


@dataclass(frozen=True, kw_only=True)
class Chain:
    """client - function - server. The function's interfaces are `inside` and `outside`."""

    topology: Topology
    client: End
    inside: End
    outside: End
    server: End

    @property
    def function(self) -> Namespace:
        """The namespace in which the function runs, or nothing at all."""
        return self.inside.namespace

    def route_back(self, version: int, address: str) -> None:
        """Let the server find `address`, which source NAT gives away, at the function."""
        route = ("ip", f"-{version}", "route", "replace", address, "via", self.outside.address(version))
        self.server.namespace.run(*route)

    def sessions(self) -> int:
        """How many sessions the function's kernel tracks."""
        return int(self.function.run("conntrack", "--count"))


@contextmanager
def chain(name: str, *, forwarding: bool = False, outside_mtu: int = MTU, bundling: bool = False) -> Iterator[Chain]:
    """Build a chain and remove it. forwarding: the kernel forwards by itself, with nothing in the way; otherwise the
    function has to see to it. outside_mtu: of the link between function and server, in bytes. bundling: see Topology.
    """
    topology = Topology(name, bundling=bundling)
    with ExitStack() as stack:
        stack.callback(topology.remove)
        for node in ("client", "function", "server"):
            topology.add(node)
        client, inside = topology.link(("client", "eth0"), ("function", "inside"), network=10)
        outside, server = topology.link(("function", "outside"), ("server", "eth0"), network=1, mtu=outside_mtu)
        topology.default_route("client", inside)
        topology.default_route("function", server)
        # Whoever the client pretends to be is behind it.
        inside.namespace.run("ip", "route", "replace", "10.0.0.0/8", "via", client.address(4))
        topology.default_route("server", outside)
        if forwarding:
            for setting in ("net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"):
                topology["function"].set(setting, 1)
        yield Chain(topology=topology, client=client, inside=inside, outside=outside, server=server)
