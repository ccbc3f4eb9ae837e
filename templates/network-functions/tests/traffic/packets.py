"""Packets of any shape: sent byte for byte from one end of a link, and seen at another."""

import itertools
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Packet, Raw

from tests.traffic.topology import End

_ETH_P_ALL = 3
# After the last hop, a packet is there within a millisecond; the rest is for a machine that is out of breath.
WAIT_SECONDS = 1.0
# What shall not arrive has to be waited for. Packets do not overtake each other, so this is plenty.
SILENCE_SECONDS = 0.15
_numbers = itertools.count(1)


class Wire:
    """An interface, below IP. Only what comes in is seen, not what is sent from here."""

    def __init__(self, end: End, peer: End) -> None:
        """peer: the other end of its link, where packets are sent to."""
        self._end = end
        self._peer = peer
        with end.namespace:
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind((end.interface, _ETH_P_ALL))

    def close(self) -> None:
        """Nothing is seen any more."""
        self._socket.close()

    def send(self, *packets: Packet) -> None:
        """Send IP packets as they are, wrong checksums and all."""
        for packet in packets:
            self.send_bytes(bytes(Ether(src=self._end.mac, dst=self._peer.mac) / packet))

    def frame(self, packet: Packet) -> bytearray:
        """The bytes of a frame, to be changed and sent many times: shaping one takes longer than sending it."""
        return bytearray(bytes(Ether(src=self._end.mac, dst=self._peer.mac) / packet))

    def send_bytes(self, frame: bytes | bytearray) -> None:
        """Send a frame."""
        self._socket.send(frame)

    def forget(self) -> None:
        """Whatever has come so far is not seen any more."""
        self._socket.setblocking(False)
        try:
            while True:
                self._socket.recv(65_535)
        except BlockingIOError:
            return

    def first(self, wanted: Callable[[Packet], bool], *, seconds: float = WAIT_SECONDS) -> Packet | None:
        """The first packet, from IP on, for which `wanted` is true; None: there is none within `seconds`."""
        return next(self.all(wanted, seconds=seconds), None)

    def all(self, wanted: Callable[[Packet], bool], *, seconds: float = WAIT_SECONDS) -> Iterator[Packet]:
        """Those that come within `seconds`."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                frame, address = self._socket.recvfrom(65_535)
            except TimeoutError:
                return
            if address[2] == socket.PACKET_OUTGOING:
                continue
            packet = Ether(frame).payload
            if isinstance(packet, IP | IPv6) and wanted(packet):
                yield packet


@contextmanager
def wire(end: End, peer: End) -> Iterator[Wire]:
    """A wire for as long as the `with` lasts."""
    opened = Wire(end, peer)
    try:
        yield opened
    finally:
        opened.close()


def marker() -> bytes:
    """A payload that no other packet of this run has."""
    return b"traffic-%08d" % number()


def number() -> int:
    """One that no other packet of this run has, from 1 on."""
    return next(_numbers)


def marked(payload: bytes) -> Callable[[Packet], bool]:
    """True for packets that carry `payload`."""
    return lambda packet: payload in bytes(packet)


def ip(source: str, destination: str, **fields: Any) -> Packet:
    """The IP header of the family that the addresses have. fields: those of scapy's IPv4 or IPv6 header."""
    family = IPv6 if ":" in source else IP
    return family(src=source, dst=destination, **fields)


def raw(payload: bytes) -> Packet:
    """A payload."""
    return Raw(payload)
