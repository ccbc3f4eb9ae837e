"""Packets that nobody should send do not get through a function that lets everything else through."""

from collections.abc import Callable, Iterator

import pytest
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_LSRR
from scapy.layers.inet6 import IPv6, IPv6ExtHdrRouting
from scapy.packet import Packet

from tests.traffic.packets import SILENCE_SECONDS, ip, marked, marker, raw
from tests.traffic.policies import OPEN
from tests.traffic.setups import Setup, running

Shape = Callable[[Packet, bytes], Packet]
VERSIONS = pytest.mark.parametrize("version", [4, 6])
# What is wrong above IP. Each gets the IP header and a payload.
WRONG: dict[str, Shape] = {
    "TCP without any flag": lambda header, payload: header / TCP(dport=7000, flags="") / raw(payload),
    "TCP with all flags": lambda header, payload: header / TCP(dport=7000, flags="FSRPAU") / raw(payload),
    "TCP, SYN and FIN": lambda header, payload: header / TCP(dport=7000, flags="SF") / raw(payload),
    "TCP, SYN and RST": lambda header, payload: header / TCP(dport=7000, flags="SR") / raw(payload),
    "TCP, FIN alone": lambda header, payload: header / TCP(dport=7000, flags="F") / raw(payload),
    "TCP, RST of no flow": lambda header, payload: header / TCP(dport=7000, flags="R") / raw(payload),
    "TCP, SYN and ACK of no flow": lambda header, payload: header / TCP(dport=7000, flags="SA") / raw(payload),
    "TCP with a wrong checksum": lambda header, payload: header / TCP(dport=7000, chksum=1) / raw(payload),
    "TCP, header longer than the packet": lambda header, payload: header / TCP(dport=7000, dataofs=15) / raw(payload),
    "TCP, header shorter than it can be": lambda header, payload: header / TCP(dport=7000, dataofs=4) / raw(payload),
    "UDP with a wrong checksum": lambda header, payload: header / UDP(dport=7000, chksum=1) / raw(payload),
    "UDP, longer than the packet": lambda header, payload: header / UDP(dport=7000, len=900) / raw(payload),
    "UDP, shorter than its header": lambda header, payload: header / UDP(dport=7000, len=4) / raw(payload),
}
WRONG_IPV4: dict[str, Callable[[Packet, bytes], Packet]] = {
    "wrong checksum of IP": lambda header, payload: _with(header, chksum=1) / UDP(dport=7000) / raw(payload),
    "longer than it is": lambda header, payload: _with(header, len=900) / UDP(dport=7000) / raw(payload),
    "header shorter than it can be": lambda header, payload: _with(header, ihl=4) / UDP(dport=7000) / raw(payload),
    "IP version 5": lambda header, payload: _with(header, version=5) / UDP(dport=7000) / raw(payload),
    "source route": lambda header, payload: (
        _with(header, options=IPOption_LSRR(routers=["203.0.113.1"])) / UDP(dport=7000) / raw(payload)
    ),
    "redirect": lambda header, payload: (
        header / ICMP(type=5, code=1, gw="10.10.0.9") / IP(src="198.18.1.2", dst="10.10.0.1") / UDP() / raw(payload)
    ),
}
SPOOFED = {
    "loopback": "127.0.0.1",
    "multicast": "224.0.0.5",
    "broadcast": "255.255.255.255",
    "this network": "0.0.0.0",  # noqa: S104 - sent, not listened on
    "the function itself": "10.10.0.2",
    "the function's other side": "198.18.1.1",
    "IPv4 in IPv6": "::ffff:10.10.0.1",
    "the function itself, IPv6": "2001:db8:10::2",
}
# These the kernel drops before any rule sees them.
IMPOSSIBLE = {"loopback": "::1", "multicast": "ff02::1", "no address": "::"}


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    with running("malformed", tmp_path_factory.mktemp("malformed"), OPEN) as setup:
        yield setup


@pytest.fixture(autouse=True)
def _the_function_goes_on(setup: Setup) -> Iterator[None]:
    """After each packet, a good one of either family still gets through."""
    yield
    for version in (4, 6):
        payload = marker()
        setup.near.send(_header(setup, version) / UDP(sport=7000, dport=7000) / raw(payload))
        assert setup.far.first(marked(payload)) is not None
    assert setup.function.health() == 200


@VERSIONS
@pytest.mark.parametrize("shape", WRONG.values(), ids=WRONG)
def test_a_wrong_packet_is_dropped_and_counted(setup: Setup, version: int, shape: Shape) -> None:
    before = setup.dropped("invalid")
    assert not _arrives(setup, version, shape)
    assert setup.dropped("invalid") == before + 1


@pytest.mark.parametrize("shape", WRONG_IPV4.values(), ids=WRONG_IPV4)
def test_a_wrong_header_of_ip_is_dropped(setup: Setup, shape: Shape) -> None:
    # Most of them by the kernel, before any rule sees them.
    assert not _arrives(setup, 4, shape)


def test_a_routing_header_of_ipv6_is_not_obeyed(setup: Setup) -> None:
    payload = marker()
    header = IPv6(src=setup.chain.client.address(6), dst=setup.chain.inside.address(6))
    routed = header / IPv6ExtHdrRouting(type=0, addresses=[setup.chain.server.address(6)])
    setup.near.send(routed / UDP(sport=7000, dport=7000) / raw(payload))
    assert setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is None


@pytest.mark.parametrize("source", SPOOFED.values(), ids=SPOOFED)
def test_a_spoofed_source_is_dropped_and_counted(setup: Setup, source: str) -> None:
    before = setup.dropped("spoofed")
    assert not _arrives_from(setup, source)
    assert setup.dropped("spoofed") == before + 1


@pytest.mark.parametrize("source", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_source_of_ipv6_is_dropped(setup: Setup, source: str) -> None:
    assert not _arrives_from(setup, source)


def _header(setup: Setup, version: int) -> Packet:
    return ip(setup.chain.client.address(version), setup.chain.server.address(version))


def _arrives(setup: Setup, version: int, shape: Shape) -> bool:
    payload = marker()
    setup.near.send(shape(_header(setup, version), payload))
    return setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is not None


def _arrives_from(setup: Setup, source: str) -> bool:
    payload = marker()
    header = ip(source, setup.chain.server.address(6 if ":" in source else 4))
    setup.near.send(header / UDP(sport=7000, dport=7000) / raw(payload))
    return setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is not None


def _with(header: Packet, **fields: object) -> Packet:
    changed = header.copy()
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
