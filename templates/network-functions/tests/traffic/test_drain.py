"""One of two functions is taken out while flows run through both."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.traffic.balanced import SERVICE, Balanced, balanced
from tests.traffic.balancer import Target
from tests.traffic.figures import Better, Figures
from tests.traffic.flows import KeptBusy, TcpFlow, listening
from tests.traffic.topology import Topology

PORT = 7000
FLOWS = 20


@contextmanager
def flows_through(setup: Balanced, *, port: int = PORT) -> Iterator[list[TcpFlow]]:
    """FLOWS connections to the service for each IP version."""
    with ExitStack() as stack:
        made = []
        for version, address in SERVICE.items():
            listener = stack.enter_context(listening(setup.server, port, version))
            for _ in range(FLOWS):
                flow = TcpFlow(setup.client, listener, (address, port))
                stack.callback(flow.close)
                made.append(flow)
        yield made


def of(target: Target, flows: list[TcpFlow]) -> list[TcpFlow]:
    """Those that go through this function: the server sees its address."""
    return [flow for flow in flows if flow.seen[0] in (target.outside.address(4), target.outside.address(6))]


def test_an_instance_is_drained_and_no_flow_is_lost(tmp_path: Path, figures: Figures, drawn: list[Topology]) -> None:
    with balanced("drain", tmp_path, drain_seconds=60) as setup:
        drawn.append(setup.topology)
        first, second = setup.balancer.targets
        with flows_through(setup) as flows:
            leaving, staying = of(first, flows), of(second, flows)
            assert len(leaving) + len(staying) == 2 * FLOWS and leaving and staying

            with KeptBusy(staying) as busy:
                first.function.drain()
                began = time.monotonic()
                noticed = setup.balancer.wait_for("second")
                with KeptBusy(leaving) as until_closed, flows_through(setup, port=PORT + 1) as new:
                    # New flows go to the other one, every one of them.
                    assert len(of(second, new)) == len(new)
                    time.sleep(0.5)
                # It waits for those that it has, and none of them is cut off.
                assert until_closed.outcome.lost == [] and first.function.running()
                assert first.function.health() == 503
                for flow in leaving:
                    flow.close()
                closed = time.monotonic()
                # Empty: it ends by itself, long before it would have to.
                assert first.function.wait_until_ended(15) == 0
                ended = time.monotonic()
            assert busy.outcome.lost == []
    figures.record("drain_until_no_new_flows", noticed * 1000, "ms", better=Better.LOWER)
    figures.record("drain_until_empty", (ended - began) * 1000, "ms", better=Better.LOWER)
    figures.record("drain_ends_after_last_flow", (ended - closed) * 1000, "ms", better=Better.LOWER)
    figures.record("drain_longest_answer_of_others", busy.outcome.outage * 1000, "ms", better=Better.LOWER)


def test_a_flow_that_never_ends_does_not_hold_the_instance_for_ever(tmp_path: Path) -> None:
    with balanced("patience", tmp_path, drain_seconds=2) as setup, flows_through(setup) as flows:
        first, second = setup.balancer.targets
        first.function.drain()
        assert first.function.wait_until_ended(15) == 0
        # Its flows may be lost with the instance, those of the other are not.
        with KeptBusy(of(second, flows)) as busy:
            first.inside.namespace.run("ip", "link", "set", "inside", "down")
            time.sleep(0.3)
        assert busy.outcome.lost == []


def test_an_instance_fails_and_the_flows_of_the_other_go_on(tmp_path: Path, figures: Figures) -> None:
    with balanced("failover", tmp_path, drain_seconds=60) as setup, flows_through(setup) as flows:
        first, second = setup.balancer.targets
        with KeptBusy(of(second, flows)) as busy:
            failed = time.monotonic()
            first.function.kill()
            first.inside.namespace.run("ip", "link", "set", "inside", "down")
            setup.balancer.wait_for("second")
            with flows_through(setup, port=PORT + 1) as new:
                assert len(of(second, new)) == len(new)
            outage = time.monotonic() - failed
        assert busy.outcome.lost == []
        assert not any(flow.alive(0.3) for flow in of(first, flows)[:2])
    figures.record("failover_until_new_flows", outage * 1000, "ms", better=Better.LOWER)
