"""What the filter lets through, what it does not, and that answers come back: IPv4 and IPv6."""

from collections.abc import Iterator

import pytest
from scapy.layers.inet import ICMP, TCP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, ICMPv6EchoReply, ICMPv6EchoRequest
from scapy.packet import Packet

from tests.traffic.flows import TcpFlow, established, listening
from tests.traffic.packets import SILENCE_SECONDS, ip, marked, marker, raw
from tests.traffic.policies import FILTER
from tests.traffic.setups import Setup, running
from tests.traffic.topology import Topology

VERSIONS = pytest.mark.parametrize("version", [4, 6])
# Somebody whom no rule names; their address is behind the client.
STRANGERS = {4: "10.99.0.1", 6: "2001:db8:99::1"}
# Beyond the server.
ELSEWHERE = {4: "203.0.113.5", 6: "2001:db8:203::5"}


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory, drawn: list[Topology]) -> Iterator[Setup]:
    with running("filter", tmp_path_factory.mktemp("filter"), FILTER) as setup:
        drawn.append(setup.chain.topology)
        yield setup


@VERSIONS
def test_a_flow_that_a_rule_accepts_goes_there_and_back(setup: Setup, version: int) -> None:
    before = setup.chain.function.counters()
    with established(setup.chain.client, setup.chain.server, 7000, 5, (version,)) as flows:
        assert all(flow.alive() for flow in flows)
        # A filter leaves addresses and ports as they are.
        seen = [flow.seen for flow in flows]
        assert seen == [(setup.chain.client.address(version), flow.own_port) for flow in flows]
    after = setup.chain.function.counters()
    # Once a flow: what follows is established.
    assert after["rule_flows"] - before["rule_flows"] == 5
    assert after["established"] > before["established"]


@VERSIONS
def test_a_flow_that_a_rule_drops_does_not_arrive(setup: Setup, version: int) -> None:
    before = setup.chain.function.counters()["rule_closed"]
    with listening(setup.chain.server, 7099, version) as listener, pytest.raises(TimeoutError):
        TcpFlow(setup.chain.client, listener, (setup.chain.server.address(version), 7099), timeout=0.3)
    assert setup.chain.function.counters()["rule_closed"] > before


@VERSIONS
def test_what_no_rule_accepts_is_dropped_and_counted(setup: Setup, version: int) -> None:
    before = setup.dropped("unmatched")
    assert not arrives(setup, setup.chain.client.address(version), setup.chain.server.address(version), 9999)
    assert setup.dropped("unmatched") == before + 1


@VERSIONS
def test_a_rule_knows_who_sends(setup: Setup, version: int) -> None:
    server = setup.chain.server.address(version)
    assert arrives(setup, setup.chain.client.address(version), server, 7200)
    assert not arrives(setup, STRANGERS[version], server, 7200)


@VERSIONS
def test_a_rule_knows_whom_it_is_for(setup: Setup, version: int) -> None:
    client = setup.chain.client.address(version)
    assert arrives(setup, client, setup.chain.server.address(version), 7300)
    assert not arrives(setup, client, ELSEWHERE[version], 7300)


@VERSIONS
def test_nobody_outside_opens_a_flow(setup: Setup, version: int) -> None:
    before = setup.dropped("path")
    with listening(setup.chain.client, 7000, version) as listener, pytest.raises(TimeoutError):
        TcpFlow(setup.chain.server, listener, (setup.chain.client.address(version), 7000), timeout=0.3)
    assert setup.dropped("path") > before


@VERSIONS
def test_echo_goes_there_and_back(setup: Setup, version: int) -> None:
    payload = marker()
    echo = ICMP(type="echo-request", id=7) if version == 4 else ICMPv6EchoRequest(id=7, data=payload)
    request = ip(setup.chain.client.address(version), setup.chain.server.address(version)) / echo
    setup.near.send(request / raw(payload) if version == 4 else request)
    answer = setup.near.first(marked(payload))
    assert answer is not None
    assert answer[ICMP].type == 0 if version == 4 else ICMPv6EchoReply in answer


@VERSIONS
def test_an_error_about_a_flow_reaches_the_client(setup: Setup, version: int) -> None:
    client, server = setup.chain.client.address(version), setup.chain.server.address(version)
    payload = marker()
    sent = ip(client, server) / UDP(sport=7000, dport=7000) / raw(payload)
    setup.near.send(sent)
    assert setup.far.first(marked(payload)) is not None

    setup.far.send(ip(server, client) / unreachable(version) / sent)
    assert setup.near.first(marked(payload)) is not None


@VERSIONS
def test_an_error_about_no_flow_is_dropped(setup: Setup, version: int) -> None:
    client, server = setup.chain.client.address(version), setup.chain.server.address(version)
    payload = marker()
    never_sent = ip(client, server) / UDP(sport=7001, dport=7001) / raw(payload)
    setup.far.send(ip(server, client) / unreachable(version) / never_sent)
    assert setup.near.first(marked(payload), seconds=SILENCE_SECONDS) is None


@VERSIONS
def test_an_answer_to_no_question_is_dropped(setup: Setup, version: int) -> None:
    payload = marker()
    answer = ip(setup.chain.server.address(version), setup.chain.client.address(version))
    setup.far.send(answer / TCP(sport=7000, dport=55555, flags="A", ack=1) / raw(payload))
    assert setup.near.first(marked(payload), seconds=SILENCE_SECONDS) is None


def arrives(setup: Setup, source: str, destination: str, port: int) -> bool:
    """Whether a datagram gets to the server's link."""
    payload = marker()
    setup.near.send(ip(source, destination) / UDP(sport=7000, dport=port) / raw(payload))
    # Nothing overtakes: a packet that is let through is there at once.
    return setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is not None


def unreachable(version: int) -> Packet:
    """The beginning of an ICMP error; the packet that it is about follows."""
    return ICMP(type="dest-unreach", code="host-unreachable") if version == 4 else ICMPv6DestUnreach(code=3)
