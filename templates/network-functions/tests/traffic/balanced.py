"""client - balancer - two functions - server: each function translates, so that answers come back through it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.traffic.balancer import TABLES, Balancer, Target
from tests.traffic.function import Function
from tests.traffic.topology import End, Topology

# Where clients find the service: an address of the server that is on none of its links.
SERVICE = {4: "203.0.113.80", 6: "2001:db8:203::80"}
POLICY = """
rules:
  - {name: tcp, action: accept, protocol: tcp}
source_nat:
  - {name: out4, from: [10.0.0.0/8], addresses: interface}
  - {name: out6, from: ["2001:db8::/32"], addresses: interface}
"""


@dataclass(frozen=True, kw_only=True)
class Balanced:
    """client - balancer - two functions - server."""

    topology: Topology
    client: End
    server: End
    balancer: Balancer


@contextmanager
def balanced(name: str, folder: Path, *, drain_seconds: int) -> Iterator[Balanced]:
    """Build it all, start both functions, and wait until both get flows."""
    topology = Topology(name)
    with ExitStack() as stack:
        stack.callback(topology.remove)
        for node in ("client", "balancer", "first", "second", "server"):
            topology.add(node)
        client, entry = topology.link(("client", "eth0"), ("balancer", "clients"), network=10)
        topology.default_route("client", entry)
        _forward(topology, "balancer")
        targets = []
        for number, node in enumerate(("first", "second")):
            target = _target(topology, node, number, client, folder, drain_seconds)
            targets.append(target)
            stack.callback(target.function.stop)
            target.function.start()
        for version, address in SERVICE.items():
            words = (f"{address}/32",) if version == 4 else (f"{address}/128", "nodad")
            topology["server"].run("ip", "address", "add", *words, "dev", "lo")
        balancer = stack.enter_context(Balancer(end=entry, targets=targets))
        balancer.wait_for("first", "second")
        yield Balanced(topology=topology, client=client, server=topology.links[-1][1], balancer=balancer)


def _target(topology: Topology, node: str, number: int, client: End, folder: Path, drain_seconds: int) -> Target:
    near, inside = topology.link(("balancer", node), (node, "inside"), network=20 + 2 * number)
    outside, far = topology.link((node, "outside"), ("server", node), network=1 + 2 * number)
    topology.default_route(node, far)
    for version, network in ((4, client.ipv4.network), (6, client.ipv6.network)):
        run = ("ip", f"-{version}", "route", "add")
        topology[node].run(*run, str(network), "via", near.address(version))
        table = str(TABLES + number)
        topology["balancer"].run(*run, "default", "via", inside.address(version), "table", table)
        topology["balancer"].run("ip", f"-{version}", "rule", "add", "fwmark", table, "lookup", table)
    own = folder / node
    own.mkdir()
    function = Function(topology[node], own, POLICY, function="source-nat", drain_seconds=str(drain_seconds))
    return Target(name=node, function=function, near=near, inside=inside, outside=outside)


def _forward(topology: Topology, node: str) -> None:
    for setting in ("net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"):
        topology[node].set(setting, 1)
