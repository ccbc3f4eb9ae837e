"""The handler of the tunnel, built with sanitizers and asked one packet at a time."""

import subprocess
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import IO


@dataclass(frozen=True, kw_only=True)
class Outer:
    """How a datagram came from the load balancer."""

    peer: str = "192.0.2.1"
    peer_port: int = 60001
    local: str = "192.0.2.2"
    local_port: int = 6081


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An outer packet, taken apart."""

    source: str
    destination: str
    source_port: int
    destination_port: int
    geneve: bytes
    whole: bytes


class Dropped(Exception):
    """The handler dropped a packet; its text is the reason."""


class Driver:
    """Talks with one driver program."""

    def __init__(self, program: Path, *, flows: int = 1024, mtu: int = 8500) -> None:
        self._process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.ask(f"open {flows} {mtu} 350 120")

    def ask(self, line: str) -> str:
        """The answer to one command. Fails with the sanitizer's report if the program died of it."""
        stdin, stdout = _open(self._process.stdin), _open(self._process.stdout)
        stdin.write(line + "\n")
        stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise AssertionError(f"The driver died of {line[:200]!r}: {_open(self._process.stderr).read()}")
        return answer.rstrip("\n")

    def receive(self, datagram: bytes, outer: Outer | None = None, *, now: int = 1) -> bytes:
        """The inner packet that goes into the device. Raises `Dropped`."""
        o = outer or Outer()
        peer, local = int(IPv4Address(o.peer)), int(IPv4Address(o.local))
        return self._packet(f"in {now} {peer} {o.peer_port} {local} {o.local_port} {datagram.hex()}", "inner")

    def send_back(self, packet: bytes, *, now: int = 1) -> Answer:
        """What becomes of a packet from the device. Raises `Dropped`."""
        whole = self._packet(f"out {now} {packet.hex()}", "outer")
        ports = [int.from_bytes(whole[at : at + 2]) for at in (20, 22)]
        return Answer(
            source=str(ip_address(whole[12:16])),
            destination=str(ip_address(whole[16:20])),
            source_port=ports[0],
            destination_port=ports[1],
            geneve=whole[28:],
            whole=whole,
        )

    def flows(self) -> dict[str, int]:
        """Gauges and counters of the flow table."""
        numbers = map(int, self.ask("flows").split())
        return dict(zip(("known", "limit", "new", "evicted", "changed"), numbers, strict=True))

    def close(self) -> None:
        """End the program; a leak or an error that the sanitizers found fails here."""
        _, errors = self._process.communicate()
        assert self._process.returncode == 0, errors

    def _packet(self, command: str, kind: str) -> bytes:
        what, _, rest = self.ask(command).partition(" ")
        if what == "drop":
            raise Dropped(rest)
        assert what == kind, (what, rest)
        return bytes.fromhex(rest)


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
