"""What a Gateway Load Balancer sends and expects back, built and checked with scapy."""

from scapy.all import IP, TCP, UDP, IPv6, Raw
from scapy.contrib.geneve import GENEVE, GeneveOptions

PORT = 6081
# Class of Amazon; types of the endpoint, the attachment and the flow cookie.
AWS, ENDPOINT, ATTACHMENT, COOKIE = 0x0108, 1, 2, 3
IPV4_TYPE, IPV6_TYPE = 0x0800, 0x86DD
CLIENT, SERVER = "10.1.0.2", "10.2.0.2"
CLIENT_6, SERVER_6 = "2001:db8:1::2", "2001:db8:2::2"


def option(option_class: int, kind: int, value: bytes) -> bytes:
    """One option; `value` is a whole number of words."""
    return bytes(GeneveOptions(classid=option_class, type=kind, length=len(value) // 4, data=value))


def three_options(cookie: int) -> bytes:
    """The options of one flow, as they stand in the header."""
    values = ((ENDPOINT, 0x0102030405060708, 8), (ATTACHMENT, 0xA1A2A3A4A5A6A7A8, 8), (COOKIE, cookie, 4))
    return b"".join(option(AWS, kind, value.to_bytes(size, "big")) for kind, value, size in values)


def geneve(inner: bytes, options: bytes, *, vni: int = 0) -> bytes:
    """The UDP payload of an outer packet."""
    kind = IPV4_TYPE if inner[0] >> 4 == 4 else IPV6_TYPE
    return bytes(GENEVE(optionlen=len(options) // 4, proto=kind, vni=vni))[:8] + options + inner


def outer(source: str, destination: str, port: int, payload: bytes) -> bytes:
    """The outer IPv4 packet, checksums included."""
    return bytes(IP(src=source, dst=destination) / UDP(sport=port, dport=PORT) / Raw(payload))


def web(*, size: int = 0, port: int = 40000) -> bytes:
    """An IPv4 packet from the client to TCP port 443 with `size` bytes of payload; may not be fragmented."""
    return bytes(IP(src=CLIENT, dst=SERVER, flags="DF") / TCP(sport=port, dport=443, flags="A") / Raw(bytes(size)))


def web_6(*, size: int = 0, port: int = 40000) -> bytes:
    """The same with IPv6."""
    return bytes(IPv6(src=CLIENT_6, dst=SERVER_6) / TCP(sport=port, dport=443, flags="A") / Raw(bytes(size)))


def forwarded(packet: bytes) -> bytes:
    """The packet after one router: a hop less, and the IPv4 checksum that belongs to it."""
    if packet[0] >> 4 == 6:
        return packet[:7] + bytes([packet[7] - 1]) + packet[8:]
    routed = IP(packet)
    routed.ttl -= 1
    del routed.chksum
    return bytes(routed)


def checksum_is_right(packet: bytes) -> bool:
    """Whether an outer packet has a UDP checksum, and the one that scapy computes."""
    received = IP(packet)
    sent = received[UDP].chksum
    del received[UDP].chksum
    return bool(sent != 0 and sent == IP(bytes(received))[UDP].chksum)
