"""client - function - server: three network namespaces of this machine and the two cables between them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

CLIENT, INSIDE, OUTSIDE, SERVER = "10.7.1.2", "10.7.1.1", "10.7.2.1", "10.7.2.2"
# Waits for an answer of one byte; says so by its exit code.
REACH = "import socket, sys; assert socket.create_connection((sys.argv[1], int(sys.argv[2])), 2).recv(1)"
ANSWER = """
import socket, sys, threading
def serve(port):
    server = socket.create_server(("", port))
    while True:
        server.accept()[0].sendall(b"!")
for port in sys.argv[1:]:
    threading.Thread(target=serve, args=(int(port),)).start()
"""


class Wires:
    """Its nodes are `client`, `function` (interfaces `inside` and `outside`) and `server`, which answers at `ports`."""

    def __init__(self, *ports: int) -> None:
        self._names = {node: f"image-{os.getpid()}-{node}" for node in ("client", "function", "server")}
        for name in self._names.values():
            _ip("netns", "add", name)
        _ip("link", "add", "outer", "netns", self._names["client"], "type", "veth", "peer", "inside")
        _ip("link", "set", "inside", "netns", self._names["function"])
        _ip("link", "add", "outer", "netns", self._names["server"], "type", "veth", "peer", "outside")
        _ip("link", "set", "outside", "netns", self._names["function"])
        places = [("client", "outer", CLIENT), ("function", "inside", INSIDE)]
        for node, interface, address in (*places, ("function", "outside", OUTSIDE), ("server", "outer", SERVER)):
            self.do(node, "ip", "address", "add", f"{address}/24", "dev", interface)
            self.do(node, "ip", "link", "set", interface, "up")
            self.do(node, "ip", "link", "set", "lo", "up")
        self.do("client", "ip", "route", "add", "default", "via", INSIDE)
        self.do("server", "ip", "route", "add", "default", "via", OUTSIDE)
        self.server = subprocess.Popen(self.within("server", "python3", "-c", ANSWER, *map(str, ports)))

    def within(self, node: str, *words: str) -> list[str]:
        """The command line that runs `words` at a node."""
        return ["ip", "netns", "exec", self._names[node], *words]

    def do(self, node: str, *words: str) -> str:
        """What a program prints at a node. Raises subprocess.CalledProcessError: it failed."""
        return subprocess.run(self.within(node, *words), check=True, capture_output=True, text=True, timeout=30).stdout

    def reaches(self, port: int) -> bool:
        """Whether the client gets an answer from this port of the server."""
        done = subprocess.run(
            self.within("client", "python3", "-c", REACH, SERVER, str(port)), capture_output=True, check=False
        )
        return done.returncode == 0

    def remove(self) -> None:
        """Nothing of it stays."""
        self.server.kill()
        self.server.wait()
        for name in self._names.values():
            _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def wires(*ports: int) -> Iterator[Wires]:
    """The three nodes, until the `with` ends."""
    made = Wires(*ports)
    try:
        yield made
    finally:
        made.remove()
