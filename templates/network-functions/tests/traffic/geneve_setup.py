"""A Gateway Load Balancer of the test's own, and the tunnel that it sends to, each in a network namespace.

balancer 192.0.2.1 --- 192.0.2.2 function (tunnel) 10.2.0.1 --- 10.2.0.2 server
"""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.traffic.geneve_packets import PORT, outer
from tests.traffic.namespaces import Namespace

REPOSITORY = Path(__file__).parents[2]
BALANCER, FUNCTION = "192.0.2.1", "192.0.2.2"
ANSWER_SECONDS = 3.0
QUIET_SECONDS = 0.3
_ETH_P_IP = 0x0800
_SOURCE_PORT = 60123


def build(folder: str, out: Path, target: str) -> Path:
    """The program `target` of a Makefile in `folder`. Raises RuntimeError with the compiler's words."""
    command = ["make", "--silent", "-C", str(REPOSITORY / folder), f"OUT={out}/", f"{out}/{target}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{target} does not build: {done.stderr}")
    return out / target


class Balancer:
    """Sends outer packets, and sees every IPv4 packet that reaches it."""

    def __init__(self, namespace: Namespace, interface: str) -> None:
        with namespace:
            self._out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
            self._in = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_IP))
            self._in.bind((interface, _ETH_P_IP))
            # Takes the answers, so that the kernel does not refuse them with ICMP.
            self._port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._port.bind((BALANCER, PORT))

    def send(self, payload: bytes, *, port: int = _SOURCE_PORT) -> None:
        """Send one datagram to the function, from this UDP port."""
        self._out.sendto(outer(BALANCER, FUNCTION, port, payload), (FUNCTION, 0))

    def answers(self, number: int = 1) -> list[bytes]:
        """The outer packets that come next, as many as asked for or as come in time."""
        found: list[bytes] = []
        until = time.monotonic() + (ANSWER_SECONDS if number else QUIET_SECONDS)
        while len(found) < max(number, 1) and (left := until - time.monotonic()) > 0:
            self._in.settimeout(left)
            try:
                found.append(self._in.recv(65535))
            except TimeoutError:
                break
        return found

    def close(self) -> None:
        """Close the sockets."""
        for each in (self._out, self._in, self._port):
            each.close()


class Tunnel:
    """The program in its namespace."""

    def __init__(self, namespace: Namespace, program: Path, folder: Path) -> None:
        self.namespace = namespace
        self._statistics = folder / "statistics.json"
        self.process = namespace.start(
            str(program), "--statistics", str(self._statistics), "--threads", "2", stderr=subprocess.PIPE
        )
        self._wait(self._statistics.exists, "the tunnel to start")

    def wait_for_drop(self, reason: str) -> None:
        """Wait until a packet has been counted as dropped for this reason."""
        self._wait(lambda: json.loads(self._statistics.read_text())["dropped"][reason] > 0, f"{reason} to be counted")

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        while not condition():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"Waited for {what} in vain; the tunnel ended with {self.process.poll()}")
            time.sleep(0.02)

    def stop(self) -> tuple[int, list[str]]:
        """End it as ECS does: its exit code, and the events that it logged."""
        self.process.send_signal(signal.SIGTERM)
        _, logged = self.process.communicate(timeout=5)
        return self.process.returncode, [json.loads(line)["event"] for line in logged.splitlines()]


@contextmanager
def function_behind_balancer(program: Path, folder: Path) -> Iterator[tuple[Balancer, Tunnel]]:
    """Everything goes back into the tunnel, but what is for the server's network. `folder` is for the statistics, and
    its name tells setups apart that exist at the same time."""
    balancer, function, server = spaces = [
        Namespace(f"{folder.name}-{name}") for name in ("balancer", "function", "server")
    ]
    try:
        for space in spaces:
            space.create()
        _link(balancer, "lb", BALANCER, function, "outside", FUNCTION, 9001)
        _link(function, "inside", "10.2.0.1", server, "srv", "10.2.0.2", 1400)
        for space, interface, address in ((function, "inside", "1"), (server, "srv", "2")):
            space.run("ip", "addr", "add", f"2001:db8:2::{address}/64", "dev", interface, "nodad")
        server.run("ip", "route", "add", "default", "via", "10.2.0.1")
        server.run("ip", "-6", "route", "add", "default", "via", "2001:db8:2::1")
        function.set("net/ipv4/ip_forward", 1)
        function.set("net/ipv6/conf/all/forwarding", 1)
        tunnel = Tunnel(function, program, folder)
        for rule in (["ip"], ["ip", "-6"]):
            function.run(*rule, "route", "add", "default", "dev", "tunnel")
        sends = Balancer(balancer, "lb")
        yield sends, tunnel
        sends.close()
        tunnel.process.kill()
        tunnel.process.communicate()
    finally:
        for space in spaces:
            space.remove()


def _link(left: Namespace, name: str, address: str, right: Namespace, peer: str, peer_address: str, mtu: int) -> None:
    size = str(mtu)
    left.run(
        *("ip", "link", "add", name, "mtu", size, "type", "veth"),
        *("peer", "name", peer, "mtu", size, "netns", right.full_name),
    )
    for space, interface, its in ((left, name, address), (right, peer, peer_address)):
        space.run("ip", "addr", "add", f"{its}/24", "dev", interface)
        space.run("ip", "link", "set", interface, "up")
        space.set(f"net/ipv4/conf/{interface}/rp_filter", 0)
