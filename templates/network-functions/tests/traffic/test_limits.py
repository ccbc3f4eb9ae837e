"""Floods: they are dropped and counted, and what is established goes on."""

import random
import time
from collections.abc import Iterator

import pytest
from scapy.layers.inet import TCP

from tests.traffic.flows import KeptBusy, TcpFlow, established, listening
from tests.traffic.packets import ip, marked, marker, raw
from tests.traffic.setups import Setup, running

SESSIONS = 2000
PER_SOURCE = 100
POLICY = f"""
limits: {{sessions: {SESSIONS}, new_sessions_per_source: {PER_SOURCE}}}
rules:
  - {{name: tcp, action: accept, protocol: tcp}}
  - {{name: udp, action: accept, protocol: udp}}
"""
# The flood is as long as several looks of the function at its sessions, and no longer.
FLOOD_SECONDS = 1.5
FLOOD_PER_SECOND = 6000


@pytest.fixture
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    with running("limits", tmp_path_factory.mktemp("limits"), POLICY) as setup:
        yield setup


def test_established_flows_survive_a_flood_of_syns(setup: Setup) -> None:
    """Each SYN from an address of its own, so that only the number of sessions can hold it."""
    with established(setup.chain.client, setup.chain.server, 7000, 10) as flows:
        with KeptBusy(flows) as busy:
            sent = flood(setup)
            assert setup.function.status()["sessions_full"] is True
            # It is held: most of the flood never became a session.
            assert setup.chain.sessions() < sent / 2
            assert setup.dropped("sessions") > 0
            # And no new flow gets through meanwhile.
            with listening(setup.chain.server, 7001) as listener, pytest.raises(TimeoutError):
                TcpFlow(setup.chain.client, listener, (setup.chain.server.address(4), 7001), timeout=0.3)
        assert busy.outcome.lost == []

        # What a minute without the flood would do.
        setup.chain.function.run("conntrack", "--delete", "--proto", "tcp", "--state", "SYN_RECV")
        until = time.monotonic() + 5
        while setup.function.status()["sessions_full"] and time.monotonic() < until:
            time.sleep(0.05)
        with listening(setup.chain.server, 7001) as listener:
            flow = TcpFlow(setup.chain.client, listener, (setup.chain.server.address(4), 7001))
            assert flow.alive()
            flow.close()
        assert all(flow.alive() for flow in flows)


@pytest.mark.parametrize("version", [4, 6])
def test_one_source_opens_only_so_many_flows_a_second(setup: Setup, version: int) -> None:
    flooding, other = {4: ("10.77.0.1", "10.78.0.1"), 6: ("2001:db8:77::1", "2001:db8:78::1")}[version]
    server = setup.chain.server.address(version)
    payload = marker()
    # IPv6: from everywhere in one customer's network.
    frames = [
        setup.near.frame(
            ip(flooding if version == 4 else f"{flooding}{number:03x}", server)
            / TCP(sport=20_000 + number, dport=7000, flags="S")
            / raw(payload)
        )
        for number in range(1000)
    ]
    with established(setup.chain.client, setup.chain.server, 7000, 5) as flows:
        began = time.monotonic()
        for frame in frames:
            setup.near.send_bytes(frame)
        took = time.monotonic() - began
        passed = len(list(setup.far.all(marked(payload), seconds=0.3)))
        # A second's worth at once, and what the time of the flood allows.
        assert PER_SOURCE <= passed <= PER_SOURCE * (2 + took)
        assert setup.dropped("source_rate") == len(frames) - passed
        # It is the flood's own limit: others get through, and established flows go on.
        second = marker()
        setup.near.send(ip(other, server) / TCP(sport=20_000, dport=7000, flags="S") / raw(second))
        assert setup.far.first(marked(second)) is not None
        assert all(flow.alive() for flow in flows)


def flood(setup: Setup) -> int:
    """SYNs from ever new addresses, at an even pace; gives how many."""
    frame = setup.near.frame(ip("10.0.0.1", setup.chain.server.address(4)) / TCP(sport=1, dport=7000, flags="S"))
    # Ethernet has 14 bytes, then IPv4: its checksum at 10, the source at 12. TCP's checksum is at 16 after 20 more.
    base = int.from_bytes(frame[24:26], "big"), int.from_bytes(frame[50:52], "big")
    numbers = random.Random(7).sample(range(1 << 20), int(FLOOD_SECONDS * FLOOD_PER_SECOND))
    began = time.monotonic()
    for sent, number in enumerate(numbers):
        # 10.64.0.1 onwards; the checksums change by as much as the address does.
        address = 0x0A400001 + number
        frame[26:30] = address.to_bytes(4, "big")
        for place, checksum in zip((24, 50), base, strict=True):
            frame[place : place + 2] = changed(checksum, 0x0A000001, address).to_bytes(2, "big")
        setup.near.send_bytes(frame)
        time.sleep(max(0.0, began + sent / FLOOD_PER_SECOND - time.monotonic()))
    return len(numbers)


def changed(checksum: int, before: int, after: int) -> int:
    """The Internet checksum after one address in what it covers has changed (RFC 1624)."""
    total = ~checksum & 0xFFFF
    for half in (0, 16):
        total += (~(before >> half) & 0xFFFF) + (after >> half & 0xFFFF)
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
