"""The function's path against the same path with nothing in the way: both stand side by side and take turns."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.traffic import latency, packet_cost, rates, volume
from tests.traffic.figures import Better, Figures
from tests.traffic.latency import Latency
from tests.traffic.policies import OPEN
from tests.traffic.setups import running
from tests.traffic.topology import Chain, chain
from tests.traffic.turns import first_in_line, take_turns, undisturbed

VERSIONS = pytest.mark.parametrize("version", [4, 6])
# What the function may cost, whatever the baseline says.
THROUGHPUT_AT_LEAST = 0.8
P99_AT_MOST = 1.5


@dataclass(frozen=True, kw_only=True)
class Paths:
    """empty: the kernel forwards. filtered: so it does, with the function's rules."""

    empty: Chain
    filtered: Chain


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    """Each packet is carried by itself."""
    folder = tmp_path_factory.mktemp("speed")
    with chain("empty", forwarding=True) as empty, running("speed", folder, OPEN) as setup:
        yield Paths(empty=empty, filtered=setup.chain)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    """Segments of TCP are carried in bundles, as the kernel does with those of a network card."""
    with ExitStack() as stack:
        empty = stack.enter_context(chain("empty-volume", forwarding=True, bundling=True))
        folder = tmp_path_factory.mktemp("volume")
        setup = stack.enter_context(running("volume", folder, OPEN, bundling=True))
        for each in (empty, setup.chain):
            stack.enter_context(volume.serving(each))
        yield Paths(empty=empty, filtered=setup.chain)


@VERSIONS
def test_throughput_is_near_that_of_bare_forwarding(bundles: Paths, figures: Figures, version: int) -> None:
    def usual(values: list[float]) -> float:
        return undisturbed(values, Better.HIGHER)

    empty, filtered = take_turns(
        lambda path: volume.throughput(path, version, megabytes=160) / 1e6,
        bundles.empty,
        bundles.filtered,
        rounds=16,
        enough=lambda empty, filtered: usual(filtered) >= THROUGHPUT_AT_LEAST * usual(empty),
    )
    figure = figures.record(
        f"throughput_ipv{version}", usual(filtered), "Mbit/s", better=Better.HIGHER, empty=usual(empty)
    )
    assert figure.ratio is not None and figure.ratio >= THROUGHPUT_AT_LEAST


@VERSIONS
def test_packets_are_not_much_later_than_without_the_function(packets: Paths, figures: Figures, version: int) -> None:
    def usual(values: list[Latency], name: str) -> float:
        return undisturbed([getattr(each, name) * 1e6 for each in values], Better.LOWER)

    with first_in_line():
        empty, filtered = take_turns(
            lambda path: latency.ping(path, version, count=3000),
            packets.empty,
            packets.filtered,
            rounds=8,
            enough=lambda empty, filtered: usual(filtered, "p99") <= P99_AT_MOST * usual(empty, "p99"),
        )
    recorded = {
        name: figures.record(
            f"latency_{name}_ipv{version}",
            usual(filtered, name),
            "microseconds",
            better=Better.LOWER,
            empty=usual(empty, name),
        )
        for name in ("p50", "p99")
    }
    lost = sum(each.lost for each in filtered)
    share = lost / sum(each.sent for each in filtered)
    figures.record(f"loss_ipv{version}", share * 100, "% of datagrams", better=Better.LOWER)
    assert lost == 0
    assert recorded["p99"].ratio is not None and recorded["p99"].ratio <= P99_AT_MOST


@VERSIONS
@pytest.mark.parametrize("size", [64, 1400])
def test_packets_that_a_processor_carries(packets: Paths, figures: Figures, version: int, size: int) -> None:
    with ExitStack() as stack:
        bare, filtering = (
            stack.enter_context(packet_cost.session(path, version)) for path in (packets.empty, packets.filtered)
        )
        stack.enter_context(first_in_line())
        empty, filtered = take_turns(
            lambda ends: packet_cost.packets_per_second(ends, size=size, count=2000), bare, filtering, rounds=20
        )
    figures.record(
        f"packets_of_{size}_ipv{version}",
        undisturbed(filtered, Better.HIGHER),
        "per second of a processor",
        better=Better.HIGHER,
        empty=undisturbed(empty, Better.HIGHER),
    )


@VERSIONS
def test_connections_per_second(packets: Paths, figures: Figures, version: int) -> None:
    with first_in_line():
        empty, filtered = take_turns(
            lambda path: rates.connections(path, version, count=100), packets.empty, packets.filtered, rounds=40
        )
    figures.record(
        f"connections_ipv{version}",
        undisturbed(filtered, Better.HIGHER),
        "per second",
        better=Better.HIGHER,
        empty=undisturbed(empty, Better.HIGHER),
    )
