"""The policy that is deployed keeps what `promises.py` says, and every rule of it is needed for that."""

from collections.abc import Iterator

import pytest
from packet_filter import policy_file
from scapy.layers.inet import ICMP, TCP, UDP
from scapy.layers.inet6 import ICMPv6EchoRequest
from scapy.layers.sctp import SCTP, SCTPChunkInit, SCTPChunkParamHeartbeatInfo
from scapy.packet import Packet

from tests.traffic.function import POLICY
from tests.traffic.packets import SILENCE_SECONDS, ip, marked, marker, raw
from tests.traffic.promise import FUNCTION, Promise, Protocol
from tests.traffic.promises import PROMISES
from tests.traffic.setups import Setup, running

IDS = [f"{each.about}, {each.source}, port {each.port}" for each in PROMISES]


@pytest.fixture(scope="module")
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    text = POLICY.read_text()
    policy = policy_file.read(text)
    # As it is deployed: what the policy asks for says what the function is.
    with running(
        "policy",
        tmp_path_factory.mktemp("policy"),
        text,
        function="source-nat" if policy.source_nat else "filter",
        entry="network-load-balancer" if policy.forwards else "gateway-load-balancer",
    ) as setup:
        for forward in policy.forwards:
            # Wherever its backends are: here they are behind the interface outside.
            via = setup.chain.server.address(forward.to.version)
            setup.chain.function.run("ip", f"-{forward.to.version}", "route", "replace", str(forward.to), "via", via)
        yield setup


@pytest.mark.parametrize("promise", PROMISES, ids=IDS)
def test_the_policy_keeps_its_promise(setup: Setup, promise: Promise) -> None:
    payload = marker()
    setup.near.send(packet(setup, promise, payload))
    passed = setup.far.first(marked(payload), seconds=SILENCE_SECONDS) is not None
    assert passed == promise.passes, f"{promise.about}: {'passed' if passed else 'did not pass'}"


def test_every_rule_was_needed(setup: Setup) -> None:
    unused = [name for name, packets in setup.chain.function.counters().items() if _of_a_rule(name) and not packets]
    assert not unused, f"No promise needs {', '.join(unused)}: add one to tests/traffic/promises.py for each."


def packet(setup: Setup, promise: Promise, payload: bytes) -> Packet:
    """The packet that a promise is about."""
    version = 6 if ":" in promise.source else 4
    own = promise.destination == FUNCTION
    header = ip(promise.source, setup.chain.inside.address(version) if own else promise.destination)
    if promise.protocol is Protocol.ICMP:
        return header / ICMP() / raw(payload) if version == 4 else header / ICMPv6EchoRequest(data=payload)
    if promise.protocol is Protocol.TCP:
        return header / TCP(sport=40_000, dport=promise.port, flags="S") / raw(payload)
    if promise.protocol is Protocol.SCTP:
        # Nothing may follow the INIT chunk (RFC 9260, section 6.10): what marks the packet is a parameter of it.
        mark = SCTPChunkParamHeartbeatInfo(data=payload)
        return header / SCTP(sport=40_000, dport=promise.port, tag=0) / SCTPChunkInit(init_tag=1, params=[mark])
    return header / UDP(sport=40_000, dport=promise.port) / raw(payload)


def _of_a_rule(counter: str) -> bool:
    return counter.startswith(("rule_", "nat_", "forward_"))
