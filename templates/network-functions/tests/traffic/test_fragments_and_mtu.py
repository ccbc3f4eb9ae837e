"""Packets that are larger than a link: fragments, what senders are told, and how large TCP's segments become."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from scapy.layers.inet import ICMP, TCP, UDP
from scapy.layers.inet6 import ICMPv6PacketTooBig, IPv6ExtHdrFragment

from tests.traffic.flows import FAMILIES
from tests.traffic.fragments import datagram, is_fragment, received
from tests.traffic.packets import SILENCE_SECONDS, ip, marked, marker, raw
from tests.traffic.setups import Setup, running

VERSIONS = pytest.mark.parametrize("version", [4, 6])
# The link behind the function carries less than the one before it.
OUTSIDE_MTU = 1400
POLICY = """
rules:
  - {name: tcp, action: accept, protocol: tcp}
  - {name: stream, action: accept, protocol: udp, ports: [7000]}
limits: {max_segment: path}
"""
# 20 bytes of TCP, and of IP 20 or 40.
HEADERS = {4: 40, 6: 60}


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    with running("mtu", tmp_path_factory.mktemp("mtu"), POLICY, outside_mtu=OUTSIDE_MTU) as setup:
        yield setup


@pytest.fixture(autouse=True)
def _nothing_is_left_of_the_test_before(setup: Setup) -> None:
    for each in (setup.near, setup.far):
        each.forget()


@VERSIONS
def test_a_large_datagram_arrives_whole(setup: Setup, version: int) -> None:
    server = setup.chain.server
    with server.namespace:
        far = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
    with setup.chain.client.namespace:
        near = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
    with near, far:
        far.bind((server.address(version), 7000))
        far.settimeout(1)
        content = bytes(range(250)) * 16
        for attempt in range(3):
            near.sendto(content, (server.address(version), 7000))
            try:
                assert far.recv(65_535) == content
                return
            except TimeoutError:
                # The first one may be what tells the client how large the path is.
                assert attempt < 2


@VERSIONS
def test_fragments_in_any_order_arrive(setup: Setup, version: int) -> None:
    parts, content = datagram(setup, version, port=7000)
    setup.near.send(*reversed(parts))
    assert received(setup, version, content)


@VERSIONS
def test_no_fragment_of_a_dropped_datagram_arrives(setup: Setup, version: int) -> None:
    parts, _ = datagram(setup, version, port=9999)
    setup.near.send(*parts)
    # The later ones carry no port, by which a rule could tell them.
    assert setup.far.first(is_fragment, seconds=SILENCE_SECONDS) is None


@VERSIONS
def test_fragments_without_their_first_do_not_arrive(setup: Setup, version: int) -> None:
    parts, _ = datagram(setup, version, port=7000)
    setup.near.send(*parts[1:])
    assert setup.far.first(is_fragment, seconds=SILENCE_SECONDS) is None


@VERSIONS
def test_fragments_that_overlap_do_not_arrive(setup: Setup, version: int) -> None:
    parts, content = datagram(setup, version, port=7000)
    # The second one would overwrite what the filter has seen in the first.
    second = parts[1].copy()
    if version == 4:
        second.frag -= 1
        del second.chksum
    else:
        second[IPv6ExtHdrFragment].offset -= 1
    setup.near.send(parts[0], second, *parts[2:])
    assert not received(setup, version, content)


@VERSIONS
def test_a_sender_is_told_what_the_path_carries(setup: Setup, version: int) -> None:
    payload = marker() + bytes(1430)
    header = ip(setup.chain.client.address(version), setup.chain.server.address(version))
    if version == 4:
        header.flags = "DF"
    setup.near.send(header / UDP(sport=7000, dport=7000) / raw(payload))
    told = setup.near.first(lambda packet: ICMP in packet or ICMPv6PacketTooBig in packet)
    assert told is not None
    assert (told[ICMP].nexthopmtu if version == 4 else told[ICMPv6PacketTooBig].mtu) == OUTSIDE_MTU


@VERSIONS
@pytest.mark.parametrize("limit", ["path", "1200"])
def test_segments_of_tcp_fit_the_path(setup: Setup, version: int, limit: str) -> None:
    setup.function.apply(POLICY.replace("path", limit))
    expected = OUTSIDE_MTU - HEADERS[version] if limit == "path" else int(limit)
    assert segment(setup, version, offered=1460) == expected


@VERSIONS
def test_a_small_segment_stays_as_it_is(setup: Setup, version: int) -> None:
    assert segment(setup, version, offered=600) == 600


@VERSIONS
def test_a_packet_at_the_end_of_its_life_is_sent_no_further(setup: Setup, version: int) -> None:
    payload = marker()
    life = {"ttl": 1} if version == 4 else {"hlim": 1}
    header = ip(setup.chain.client.address(version), setup.chain.server.address(version), **life)
    setup.near.send(header / UDP(sport=7000, dport=7000) / raw(payload))
    assert setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is None
    assert setup.near.first(marked(payload)) is not None


def segment(setup: Setup, version: int, *, offered: int) -> Any:
    """The largest segment that a SYN names when it gets to the server."""
    port = 30_000 + offered + version
    header = ip(setup.chain.client.address(version), setup.chain.server.address(version))
    setup.near.send(header / TCP(sport=port, dport=7000, flags="S", options=[("MSS", offered)]))
    seen = setup.far.first(lambda packet: TCP in packet and packet[TCP].sport == port)
    assert seen is not None
    # So that the next one begins a flow of its own.
    setup.near.send(header / TCP(sport=port, dport=7000, flags="R", seq=1))
    return dict(seen[TCP].options)["MSS"]
