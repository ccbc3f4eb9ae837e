"""Datagrams in parts: how they are made, and whether all parts of one have arrived."""

from scapy.layers.inet import IP, UDP, fragment
from scapy.layers.inet6 import IPv6, IPv6ExtHdrFragment, fragment6
from scapy.packet import Packet

from tests.traffic.packets import SILENCE_SECONDS, ip, marker, number, raw
from tests.traffic.setups import Setup


def datagram(setup: Setup, version: int, *, port: int) -> tuple[list[Packet], bytes]:
    """A datagram of 3,000 bytes in three fragments; and its content."""
    content = marker() + bytes(2_984)
    own = number()
    header = ip(setup.chain.client.address(version), setup.chain.server.address(version))
    body = UDP(sport=7000, dport=port) / raw(content)
    if version == 4:
        header.id = own
        parts = fragment(header / body, fragsize=1200)  # type: ignore[no-untyped-call]
    else:
        parts = fragment6(header / IPv6ExtHdrFragment(id=own) / body, 1280)  # type: ignore[no-untyped-call]
    return list(parts), content


def received(setup: Setup, version: int, content: bytes) -> bool:
    """Whether all parts of the content are on the server's link."""
    parts: dict[int, bytes] = {}
    for packet in setup.far.all(is_fragment, seconds=SILENCE_SECONDS):
        if version == 4:
            parts[packet[IP].frag] = bytes(packet[IP].payload)
        else:
            parts[packet[IPv6ExtHdrFragment].offset] = bytes(packet[IPv6ExtHdrFragment].payload)
    whole = b"".join(parts[offset] for offset in sorted(parts))
    # Eight bytes of UDP before it.
    return whole[8:] == content


def is_fragment(packet: Packet) -> bool:
    """True for all parts of what was sent in parts."""
    if IPv6 in packet:
        return IPv6ExtHdrFragment in packet
    return bool(packet[IP].frag or packet[IP].flags & 1)
