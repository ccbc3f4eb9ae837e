"""One flow of each protocol: open it, send a message, wait for the answer."""

import contextlib
import os
import socket
import struct
from collections.abc import Iterator
from typing import Protocol

from .server import ECHO

MESSAGE_BYTES = 64
_ECHO_REQUEST, _ECHO_ANSWER, _ICMP_HEADER = 8, 0, 8


class Flow(Protocol):
    """A flow that is open. seen_from: the address that the server saw, as far as it told already."""

    seen_from: str

    def echo(self) -> None:
        """Send one message and wait for its answer. Raises OSError: none came in time, or another one."""


class _Tcp:
    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.socket = socket.create_connection((host, port), timeout=timeout)
        # What it takes to be answered, not what the kernel saves by waiting for more.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(ECHO)
        self.seen_from = self._read_line()

    def _read_line(self) -> str:
        line = b""
        while not line.endswith(b"\n"):
            line += _some(self.socket.recv(1))
        return line.decode().strip()

    def echo(self) -> None:
        message = os.urandom(MESSAGE_BYTES)
        self.socket.sendall(message)
        answer = b""
        while len(answer) < len(message):
            answer += _some(self.socket.recv(len(message) - len(answer)))
        _require(answer == message)


class _Udp:
    seen_from = ""

    def __init__(self, host: str, port: int, timeout: float) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(timeout)
        self.socket.connect((host, port))

    def echo(self) -> None:
        message = os.urandom(MESSAGE_BYTES)
        self.socket.send(message)
        answer = self.socket.recv(2048)
        # An answer that comes after its time must not be taken for that of the next message.
        while not answer.startswith(message):
            answer = self.socket.recv(2048)
        self.seen_from = answer[len(message) + 1 :].decode()


class _Icmp:
    """Needs `net.ipv4.ping_group_range` to hold the group of the process, and no other right."""

    # The kernel of the server answers, which tells nobody what it saw.
    seen_from = ""

    def __init__(self, host: str, _port: int, timeout: float) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP)
        self.socket.settimeout(timeout)
        self.socket.connect((host, 0))
        self._number = 0

    def echo(self) -> None:
        self._number += 1
        # The kernel fills in checksum and identifier.
        message = struct.pack("!BBHHH", _ECHO_REQUEST, 0, 0, 0, self._number) + os.urandom(MESSAGE_BYTES)
        self.socket.send(message)
        answer = self.socket.recv(2048)
        while not (answer[0] == _ECHO_ANSWER and answer[_ICMP_HEADER:] == message[_ICMP_HEADER:]):
            answer = self.socket.recv(2048)


_KINDS: dict[str, type[_Tcp] | type[_Udp] | type[_Icmp]] = {"tcp": _Tcp, "udp": _Udp, "icmp": _Icmp}


@contextlib.contextmanager
def flow(protocol: str, host: str, port: int, *, timeout: float) -> Iterator[Flow]:
    """Open a flow. timeout: of each wait, in seconds. Raises OSError: it cannot be opened, or is cut off."""
    opened = _KINDS[protocol](host, port, timeout)
    with opened.socket:
        yield opened


def own_address(host: str) -> str:
    """The address that packets to `host` leave with. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, 9))
        return str(probe.getsockname()[0])


def _some(data: bytes) -> bytes:
    _require(bool(data))
    return data


def _require(holds: bool) -> None:
    if not holds:
        raise ConnectionError("the flow was cut off, or its answer is another one")
