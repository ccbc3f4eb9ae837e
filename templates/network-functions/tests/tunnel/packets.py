"""Packets of these tests, built byte by byte: the code under test must not be checked by a relative of its own."""

import struct
from ipaddress import ip_address
from typing import Final

TCP, UDP, ICMP, ICMPV6, FRAGMENT, HOP_BY_HOP = 6, 17, 1, 58, 44, 0
AWS: Final = 0x0108


def option(option_class: int, kind: int, value: bytes) -> bytes:
    """One GENEVE option; `value` is a whole number of words."""
    return struct.pack("!HBB", option_class, kind, len(value) // 4) + value


def aws_options(cookie: int = 7) -> bytes:
    """The three options of a Gateway Load Balancer: endpoint, attachment, flow cookie."""
    return (
        option(AWS, 1, struct.pack("!Q", 0x1122334455667788))
        + option(AWS, 2, struct.pack("!Q", 0x99AABBCCDDEEFF00))
        + option(AWS, 3, struct.pack("!I", cookie))
    )


def geneve(
    inner: bytes,
    *,
    options: bytes | None = None,
    protocol: int | None = None,
    vni: int = 0,
    version: int = 0,
    flags: int = 0,
    words: int | None = None,
) -> bytes:
    """A UDP payload; by default right for `inner`, with the options of a Gateway Load Balancer."""
    options = aws_options() if options is None else options
    protocol = {4: 0x0800, 6: 0x86DD}.get(inner[0] >> 4 if inner else 4, 0) if protocol is None else protocol
    words = len(options) // 4 if words is None else words
    return struct.pack("!BBHI", version << 6 | words, flags, protocol, vni << 8) + options + inner


def ipv4(
    payload: bytes,
    *,
    protocol: int,
    source: str = "10.0.0.1",
    destination: str = "10.9.0.1",
    identification: int = 0,
    offset: int = 0,
    more: bool = False,
    header_words: int = 5,
) -> bytes:
    """An IPv4 packet; `offset` in bytes. Its header checksum is 0: the kernel checks that, not the tunnel."""
    options = bytes(4 * (header_words - 5))
    fragment = (0x2000 if more else 0) | offset // 8
    length = 20 + len(options) + len(payload)
    head = struct.pack("!BBHHHBBH", 0x40 | header_words, 0, length, identification, fragment, 64, protocol, 0)
    return head + ip_address(source).packed + ip_address(destination).packed + options + payload


def ipv6(payload: bytes, *, protocol: int, source: str = "2001:db8::1", destination: str = "2001:db8:9::1") -> bytes:
    """An IPv6 packet; extension headers are part of the payload, `protocol` is the first of them."""
    head = struct.pack("!IHBB", 0x60000000, len(payload), protocol, 64)
    return head + ip_address(source).packed + ip_address(destination).packed + payload


def fragment_header(protocol: int, *, identification: int, offset: int = 0, more: bool = False) -> bytes:
    """The extension header of an IPv6 fragment; `offset` in bytes."""
    return struct.pack("!BBHI", protocol, 0, offset | more, identification)


def tcp(source: int = 1000, destination: int = 443, payload: bytes = b"") -> bytes:
    """A TCP segment with ACK."""
    return struct.pack("!HHIIHHHH", source, destination, 1, 1, 0x5010, 512, 0, 0) + payload


def udp(source: int = 1000, destination: int = 53, payload: bytes = b"") -> bytes:
    """A UDP datagram without checksum."""
    return struct.pack("!HHHH", source, destination, 8 + len(payload), 0) + payload


def icmp(kind: int, *, rest: int = 0, payload: bytes = b"", code: int = 0) -> bytes:
    """An ICMP or ICMPv6 message; `rest` are the four bytes after the checksum."""
    return struct.pack("!BBHI", kind, code, 0, rest) + payload


def checksum_is_right(outer: bytes) -> bool:
    """Whether the UDP checksum of a whole outer IPv4 packet is present and right."""
    datagram = outer[20:]
    whole = outer[12:20] + struct.pack("!HH", 17, len(datagram)) + datagram
    whole += bytes(len(whole) % 2)
    total = sum(struct.unpack(f"!{len(whole) // 2}H", whole))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return datagram[6:8] != b"\0\0" and total == 0xFFFF
