"""Source NAT: flows leave with the address of the policy, answers come back, ports are used again."""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from scapy.layers.inet import ICMP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, ICMPv6EchoRequest

from tests.traffic.flows import FAMILIES, TcpFlow, established, listening
from tests.traffic.packets import ip, marked, marker, raw
from tests.traffic.policies import PUBLIC4, PUBLIC6, SOURCE_NAT
from tests.traffic.setups import Setup, running
from tests.traffic.topology import End

VERSIONS = pytest.mark.parametrize("version", [4, 6])
PUBLIC = {4: PUBLIC4, 6: PUBLIC6}
PORTS = range(20_000, 20_100)
# Closed with a reset, a session is over at once.
_AT_ONCE = struct.pack("ii", 1, 0)


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    with running("nat", tmp_path_factory.mktemp("nat"), SOURCE_NAT, function="source-nat") as setup:
        for version, address in PUBLIC.items():
            setup.chain.route_back(version, address)
        yield setup


@VERSIONS
def test_the_server_sees_the_public_address_and_its_answer_comes_back(setup: Setup, version: int) -> None:
    with established(setup.chain.client, setup.chain.server, 7000, 5, (version,)) as flows:
        assert all(flow.alive() for flow in flows)
        assert {flow.seen[0] for flow in flows} == {PUBLIC[version]}
        assert all(flow.seen[1] in PORTS for flow in flows)


@VERSIONS
def test_datagrams_are_translated_there_and_back(setup: Setup, version: int) -> None:
    server = setup.chain.server
    with ExitStack() as stack:
        far = stack.enter_context(_udp(server, version))
        near = stack.enter_context(_udp(setup.chain.client, version))
        far.bind((server.address(version), 7000))
        near.connect((server.address(version), 7000))
        near.send(b"question")
        question, peer = far.recvfrom(100)
        far.sendto(b"answer", peer)
        assert (question, near.recv(100)) == (b"question", b"answer")
        assert peer[0] == PUBLIC[version]


@VERSIONS
def test_echo_is_translated_there_and_back(setup: Setup, version: int) -> None:
    payload, client = marker(), setup.chain.client.address(version)
    echo = ICMP(id=9) / raw(payload) if version == 4 else ICMPv6EchoRequest(id=9, data=payload)
    setup.near.send(ip(client, setup.chain.server.address(version)) / echo)
    request, answer = setup.far.first(marked(payload)), setup.near.first(marked(payload))
    assert request is not None and request.src == PUBLIC[version]
    assert answer is not None and answer.dst == client


@VERSIONS
def test_an_error_about_a_translated_flow_reaches_who_sent_it(setup: Setup, version: int) -> None:
    payload, client, server = marker(), setup.chain.client.address(version), setup.chain.server.address(version)
    setup.near.send(ip(client, server) / UDP(sport=7777, dport=7777) / raw(payload))
    seen = setup.far.first(marked(payload))
    assert seen is not None and seen.src == PUBLIC[version]

    error = ICMP(type=3, code=1) if version == 4 else ICMPv6DestUnreach(code=3)
    setup.far.send(ip(server, PUBLIC[version]) / error / seen)
    told = setup.near.first(marked(payload))
    # The packet within the error is translated back as well: otherwise the client could not tell which flow it is.
    assert told is not None and told.dst == client
    assert bytes(told).count(socket.inet_pton(FAMILIES[version], client)) == 2


@VERSIONS
def test_ports_are_used_again(setup: Setup, version: int) -> None:
    client, server = setup.chain.client, setup.chain.server
    to = server.address(version)
    with ExitStack() as stack:
        first = stack.enter_context(listening(server, 7001, version))
        flows = [stack.enter_context(_ending(TcpFlow(client, first, (to, 7001)))) for _ in PORTS]
        # Every port of the public address once.
        assert sorted(flow.seen[1] for flow in flows) == list(PORTS)
        with pytest.raises(TimeoutError):
            TcpFlow(client, first, (to, 7001), timeout=0.3)
        # Towards another port of the server, the same ones can be told apart.
        other = stack.enter_context(listening(server, 7002, version))
        again = stack.enter_context(_ending(TcpFlow(client, other, (to, 7002))))
        assert again.alive() and again.seen[1] in PORTS
        assert all(flow.alive() for flow in flows)
    # And after the flows have ended, again towards the first.
    with listening(server, 7001, version) as listener, _ending(TcpFlow(client, listener, (to, 7001))) as flow:
        assert flow.alive()


def _udp(end: End, version: int) -> socket.socket:
    with end.namespace:
        made = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
    made.settimeout(2)
    return made


@contextmanager
def _ending(flow: TcpFlow) -> Iterator[TcpFlow]:
    try:
        yield flow
    finally:
        flow.near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        flow.close()
