"""Damaged packets and threads, under the sanitizers of the compiler."""

import subprocess
from pathlib import Path

import pytest

from tests.tunnel import packets as p
from tests.tunnel.driver import Driver
from tests.tunnel.test_fragments import ipv4_fragments, ipv6_fragments
from tests.tunnel.test_icmp_errors import ECHO, SENT, SENT_6, error, error_6

MUTATIONS = 200_000


@pytest.mark.parametrize("seed", [1, 2])
def test_no_damaged_packet_crashes_the_handler(driver: Driver, seed: int) -> None:
    extensions = b"\x33\x01" + bytes(14) + b"\x06\x01" + bytes(10)
    for packet in (
        *ipv4_fragments(),
        *ipv6_fragments(),
        SENT,
        SENT_6,
        ECHO,
        error(SENT[:28]),
        error_6(SENT_6[:1232]),
        p.ipv6(extensions + p.tcp(), protocol=60),
        p.ipv4(p.udp(payload=b"x"), protocol=p.UDP, header_words=15),
    ):
        driver.receive(p.geneve(packet, vni=5))
        driver.send_back(packet)

    delivered, returned, dropped = map(int, driver.ask(f"mutate {seed} {MUTATIONS}").split())

    assert returned + dropped == MUTATIONS
    assert min(delivered, returned, dropped) > MUTATIONS // 20, "the damage reaches every part"


def test_threads_share_the_table(programs: Path) -> None:
    done = subprocess.run([programs / "threads"], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr
