"""Behind a network load balancer: flows to a port of the function go to a backend, and nothing else gets through."""

from collections.abc import Iterator

import pytest
from scapy.layers.inet import UDP

from tests.traffic.flows import TcpFlow, listening
from tests.traffic.packets import SILENCE_SECONDS, ip, marked, marker, raw
from tests.traffic.setups import Setup, running

VERSIONS = pytest.mark.parametrize("version", [4, 6])
# The backends are the server of the topology.
POLICY = """
rules:
  - {name: service, action: accept, protocol: tcp, ports: [443, 444, 445]}
forwards:
  - {name: https4, protocol: tcp, port: 443, to: 198.18.1.2, to_port: 8443}
  - {name: https6, protocol: tcp, port: 444, to: "2001:db8:1::2", to_port: 8443}
"""
PORTS = {4: 443, 6: 444}


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    with running("forwards", tmp_path_factory.mktemp("forwards"), POLICY, entry="network-load-balancer") as setup:
        yield setup


@VERSIONS
def test_a_flow_to_the_function_goes_to_its_backend(setup: Setup, version: int) -> None:
    with listening(setup.chain.server, 8443, version) as listener:
        flow = TcpFlow(setup.chain.client, listener, (setup.chain.inside.address(version), PORTS[version]))
        assert flow.alive()
        # The backend answers to the function, which alone knows the way back.
        assert flow.seen[0] == setup.chain.outside.address(version)
        flow.close()


@VERSIONS
def test_a_port_without_a_forward_leads_nowhere(setup: Setup, version: int) -> None:
    with listening(setup.chain.server, 445, version) as listener, pytest.raises(OSError):
        TcpFlow(setup.chain.client, listener, (setup.chain.inside.address(version), 445), timeout=0.3)


@VERSIONS
def test_the_function_is_no_router(setup: Setup, version: int) -> None:
    payload = marker()
    header = ip(setup.chain.client.address(version), setup.chain.server.address(version))
    setup.near.send(header / UDP(sport=443, dport=8443) / raw(payload))
    assert setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is None
    with listening(setup.chain.server, 443, version) as listener, pytest.raises(TimeoutError):
        TcpFlow(setup.chain.client, listener, (setup.chain.server.address(version), 443), timeout=0.3)
