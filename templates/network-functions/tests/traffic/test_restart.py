"""The function is killed while flows run: the kernel goes on with its rules, and the next start takes over."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.traffic.figures import Better, Figures
from tests.traffic.flows import KeptBusy, TcpFlow, established, listening
from tests.traffic.policies import FILTER, PUBLIC4, PUBLIC6, SOURCE_NAT
from tests.traffic.setups import Setup, running
from tests.traffic.streams import Stream


@pytest.fixture
def setup(tmp_path: Path) -> Iterator[Setup]:
    with running("restart", tmp_path, FILTER) as setup:
        yield setup


def test_flows_go_on_while_the_function_is_killed_and_started_again(setup: Setup, figures: Figures) -> None:
    client, server = setup.chain.client, setup.chain.server
    with established(client, server, 7000, 10) as flows:
        with KeptBusy(flows) as busy, Stream(client, server, 7000) as stream:
            setup.function.kill()
            killed = time.monotonic()
            # Nobody is there, and the rules hold all the same: for new flows, too.
            assert setup.function.health() is None
            with listening(server, 7001) as listener:
                TcpFlow(client, listener, (server.address(4), 7001)).close()
            with listening(server, 7099) as listener, pytest.raises(TimeoutError):
                TcpFlow(client, listener, (server.address(4), 7099), timeout=0.3)
            setup.function.start()
            back = time.monotonic() - killed
            time.sleep(0.2)
        assert busy.outcome.lost == []
    assert stream.sent > 100 and stream.lost == 0
    figures.record("restart_outage", stream.outage * 1000, "ms without a packet", better=Better.LOWER)
    figures.record("restart_longest_answer", busy.outcome.outage * 1000, "ms", better=Better.LOWER)
    figures.record("restart_until_healthy", back * 1000, "ms", better=Better.LOWER)


def test_translated_flows_survive_the_start_after_a_crash(tmp_path: Path) -> None:
    with running("restart-nat", tmp_path, SOURCE_NAT, function="source-nat") as setup:
        for version, address in ((4, PUBLIC4), (6, PUBLIC6)):
            setup.chain.route_back(version, address)
        with established(setup.chain.client, setup.chain.server, 7000, 10) as flows:
            with KeptBusy(flows) as busy:
                setup.function.kill()
                setup.function.start()
            assert busy.outcome.lost == []
