"""What of a datagram is delivered, what is dropped and why, and what goes back."""

import pytest

from tests.tunnel import packets as p
from tests.tunnel.driver import Driver, Dropped, Outer

WEB = p.ipv4(p.tcp(), protocol=p.TCP)
WEB_6 = p.ipv6(p.tcp(), protocol=p.TCP)

OPTIONS = {
    "those of a Gateway Load Balancer": p.aws_options(),
    "none": b"",
    "of an unknown class": p.option(0xFF01, 0x7F, b"abcdefgh"),
    "critical and unknown": p.option(0x1234, 0x80 | 5, b"abcd") + p.option(0x1234, 0x85, b""),
    "all 252 bytes": p.option(p.AWS, 1, bytes(range(124))) + p.option(0x0101, 2, bytes(120)),
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("packet", [WEB, WEB_6], ids=["IPv4", "IPv6"])
def test_a_packet_goes_back_with_the_header_that_it_came_with(driver: Driver, packet: bytes, options: bytes) -> None:
    datagram = p.geneve(packet, options=options, vni=0xABCDEF, flags=0x40)

    assert driver.receive(datagram) == packet

    assert driver.send_back(packet).geneve == datagram


def test_outer_addresses_are_exchanged_and_ports_stay(driver: Driver) -> None:
    driver.receive(p.geneve(WEB), Outer(peer="192.0.2.77", peer_port=61234, local="198.51.100.5"))

    answer = driver.send_back(WEB)

    assert (answer.source, answer.destination) == ("198.51.100.5", "192.0.2.77")
    assert (answer.source_port, answer.destination_port) == (61234, 6081)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 15, 16, 17, 1399, 8460])
def test_the_outer_checksum_is_right(driver: Driver, size: int) -> None:
    packet = p.ipv4(p.tcp(payload=b"\xff" * size), protocol=p.TCP)
    driver.receive(p.geneve(packet))

    assert p.checksum_is_right(driver.send_back(packet).whole)


def test_padding_after_the_inner_packet_is_taken_off(driver: Driver) -> None:
    assert driver.receive(p.geneve(WEB + b"\0" * 6)) == WEB


DROPPED = {
    "empty": (b"", "geneve_truncated"),
    "seven bytes": (p.geneve(WEB)[:7], "geneve_truncated"),
    "version 1": (p.geneve(WEB, version=1), "geneve_version"),
    "options beyond the datagram": (p.geneve(b"", protocol=0x0800, words=9), "geneve_options"),
    "an option beyond the options": (p.geneve(WEB, options=p.option(1, 1, bytes(8))[:8]), "geneve_options"),
    "a control message": (p.geneve(WEB, flags=0x80), "geneve_control"),
    "an Ethernet frame": (p.geneve(WEB, protocol=0x6558), "geneve_protocol"),
    "nothing inside": (p.geneve(b"", protocol=0x0800), "inner_truncated"),
    "IPv6 announced as IPv4": (p.geneve(WEB_6, protocol=0x0800), "inner_version"),
    "IPv4 announced as IPv6": (p.geneve(WEB, protocol=0x86DD), "inner_version"),
    "IP version 5": (p.geneve(b"\x55" + WEB[1:], protocol=0x0800), "inner_version"),
    "half an IPv4 header": (p.geneve(WEB[:12]), "inner_truncated"),
    "half an IPv6 header": (p.geneve(WEB_6[:30]), "inner_truncated"),
    "less than the IPv4 length": (p.geneve(WEB[:-1]), "inner_truncated"),
    "less than the IPv6 length": (p.geneve(WEB_6[:-1]), "inner_truncated"),
    "an IPv4 header of 16 bytes": (p.geneve(b"\x44" + WEB[1:]), "inner_malformed"),
    "an IPv4 length of 8": (p.geneve(WEB[:2] + b"\0\x08" + WEB[4:]), "inner_malformed"),
    "half a TCP header": (p.geneve(p.ipv4(p.tcp()[:12], protocol=p.TCP)), "inner_truncated"),
    "half a UDP header": (p.geneve(p.ipv6(p.udp()[:7], protocol=p.UDP)), "inner_truncated"),
    "an ICMP query without identifier": (p.geneve(p.ipv4(b"\x08\0\0\0", protocol=p.ICMP)), "inner_truncated"),
    "one byte more than the MTU": (p.geneve(p.ipv4(bytes(8481), protocol=99)), "too_big"),
    "an extension header that is cut off": (
        p.geneve(p.ipv6(b"\x06\x05" + bytes(6), protocol=p.HOP_BY_HOP)),
        "inner_truncated",
    ),
    "nine extension headers": (
        p.geneve(p.ipv6((b"\x3c\x00" + bytes(6)) * 8 + b"\x06\x00" + bytes(6) + p.tcp(), protocol=60)),
        "inner_malformed",
    ),
    "two fragment headers": (
        p.geneve(
            p.ipv6(
                p.fragment_header(p.FRAGMENT, identification=1, more=True)
                + p.fragment_header(p.TCP, identification=1, more=True)
                + p.tcp(),
                protocol=p.FRAGMENT,
            )
        ),
        "inner_malformed",
    ),
}


@pytest.mark.parametrize(("datagram", "reason"), DROPPED.values(), ids=DROPPED)
def test_a_malformed_datagram_is_dropped_for_its_reason(driver: Driver, datagram: bytes, reason: str) -> None:
    with pytest.raises(Dropped) as dropped:
        driver.receive(datagram)

    assert str(dropped.value) == reason
    assert driver.flows()["known"] == 0


def test_the_largest_packet_passes(driver: Driver) -> None:
    packet = p.ipv4(p.udp(payload=bytes(8472)), protocol=p.UDP)

    assert driver.receive(p.geneve(packet)) == packet
    assert len(packet) == 8500
    assert driver.send_back(packet).geneve == p.geneve(packet)
