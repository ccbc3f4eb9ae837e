"""A new policy while flows run: it holds for new flows, no established one is lost; a bad one changes nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from packet_filter import nft, policy_file, ruleset
from packet_filter.placement import Entry, Function, Placement

from tests.traffic.figures import Better, Figures
from tests.traffic.flows import KeptBusy, TcpFlow, established, listening
from tests.traffic.policies import FILTER, PUBLIC4, PUBLIC6, SOURCE_NAT
from tests.traffic.setups import Setup, running
from tests.traffic.streams import Stream

# With nothing that the flows of these tests need.
OTHER = """
rules:
  - {name: late, action: accept, protocol: tcp, ports: [7500]}
"""
BAD = """
rules:
  - {name: fine, action: accept, protocol: tcp}
  - {name: wrong, action: accept, protocol: tcp, ports: [70000]}
"""
THOUSAND = "rules:\n" + "".join(
    f"  - {{name: rule-{number}, action: accept, protocol: tcp, to: [203.0.{number // 250}.{number % 250}], "
    f"ports: [{1000 + number}]}}\n"
    for number in range(1000)
)


@pytest.fixture
def setup(tmp_path: Path) -> Iterator[Setup]:
    with running("reload", tmp_path, FILTER) as setup:
        yield setup


def test_a_new_policy_holds_for_new_flows_and_loses_no_established_one(setup: Setup) -> None:
    client, server = setup.chain.client, setup.chain.server
    with established(client, server, 7000, 10) as flows:
        with KeptBusy(flows) as busy, Stream(client, server, 7000) as stream:
            status = setup.function.apply(OTHER)
            assert status["refused"] is None
            with listening(server, 7001) as listener, pytest.raises(TimeoutError):
                TcpFlow(client, listener, (server.address(4), 7001), timeout=0.3)
            with listening(server, 7500) as listener:
                TcpFlow(client, listener, (server.address(4), 7500)).close()
            setup.function.apply(FILTER)
        assert busy.outcome.lost == []
    assert stream.sent > 100 and stream.lost == 0


def test_a_bad_policy_is_refused_with_its_line_and_the_running_one_stays(setup: Setup) -> None:
    before = setup.function.status()["policy"]
    with established(setup.chain.client, setup.chain.server, 7000, 2) as flows:
        status = setup.function.apply(BAD)
        assert status["policy"] == before
        assert status["refused"]["line"] == 4 and "70000" in status["refused"]["reason"]
        assert setup.function.health() == 200
        assert all(flow.alive() for flow in flows)
    # The running one still decides about new flows.
    with listening(setup.chain.server, 7001) as listener:
        TcpFlow(setup.chain.client, listener, (setup.chain.server.address(4), 7001)).close()
    with listening(setup.chain.server, 7099) as listener, pytest.raises(TimeoutError):
        TcpFlow(setup.chain.client, listener, (setup.chain.server.address(4), 7099), timeout=0.3)


def test_translated_flows_survive_a_policy_without_translation(tmp_path: Path) -> None:
    with running("reload-nat", tmp_path, SOURCE_NAT, function="source-nat") as setup:
        for version, address in ((4, PUBLIC4), (6, PUBLIC6)):
            setup.chain.route_back(version, address)
        with established(setup.chain.client, setup.chain.server, 7000, 10) as flows:
            with KeptBusy(flows) as busy:
                setup.function.apply(OTHER)
                setup.function.apply(SOURCE_NAT)
            assert busy.outcome.lost == []


def test_a_thousand_rules_are_loaded_without_a_lost_packet(setup: Setup, figures: Figures) -> None:
    placement = Placement(function=Function.FILTER, entry=Entry.GATEWAY, inside="inside", outside="outside")
    client, server = setup.chain.client, setup.chain.server
    took: dict[str, list[float]] = {"read": [], "load": [], "few": []}
    few = ruleset.compile(policy_file.read(FILTER), placement)
    with established(client, server, 7000, 10) as flows:
        with KeptBusy(flows) as busy, Stream(client, server, 7000) as stream:
            # As the function does it, with its own code, but without the second that it waits between two looks.
            for _ in range(7):
                began = time.perf_counter()
                many = ruleset.compile(policy_file.read(THOUSAND), placement)
                took["read"].append(time.perf_counter() - began)
                with setup.chain.function:
                    for name, rules in (("load", many), ("few", few)):
                        began = time.perf_counter()
                        nft.load(rules)
                        took[name].append(time.perf_counter() - began)
            status = setup.function.apply(THOUSAND)
            assert status["refused"] is None
        assert busy.outcome.lost == []
    assert stream.sent > 500 and stream.lost == 0

    # The best of each: what else the machine does makes it longer, never shorter.
    milliseconds = {name: min(values) * 1000 for name, values in took.items()}
    figures.record("read_1000_rules", milliseconds["read"], "ms", better=Better.LOWER)
    figures.record(
        "load_1000_rules",
        milliseconds["load"],
        "ms",
        better=Better.LOWER,
        empty=milliseconds["few"],
        against="a policy of six rules is loaded",
    )
