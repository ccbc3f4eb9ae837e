"""The loop: when it does what, how it drains, and what ends it."""

from collections.abc import Callable

import pytest
from packet_filter.loop import MEASURE_SECONDS, TICK_SECONDS, Loop, Tasks
from packet_filter.nft import NftError
from packet_filter.status import Status

from tests.unit.packet_filter.fakes import FakeClock


class Setup:
    """A loop with a clock of its own. done: what it called, and when."""

    def __init__(self, *, drain_seconds: float = 30, left: Callable[[], int] = lambda: 5) -> None:
        self.clock = FakeClock()
        self.status = Status(version="1", policy="v1", prepared=True)
        self.done: list[tuple[str, float]] = []
        self.ends_at = float("inf")
        self.stops_at: list[float] = []
        tasks = Tasks(
            poll=lambda: self.note("poll"),
            tick=self.tick,
            measure=lambda: self.note("measure"),
            sessions_left=left,
            tunnel_ended=lambda: "the tunnel ended with exit code 1" if self.clock.now >= self.ends_at else None,
        )
        self.loop = Loop(
            self.status,
            tasks,
            policy_seconds=5,
            drain_seconds=drain_seconds,
            clock=self.clock,
            sleep=self.clock.sleep,
        )
        self.began = self.clock.now

    def note(self, what: str) -> None:
        """Remembers it."""
        self.done.append((what, self.clock.now - self.began))

    def tick(self) -> None:
        """Where signals arrive."""
        while self.stops_at and self.clock.now >= self.stops_at[0]:
            self.stops_at.pop(0)
            self.loop.stop()

    def times(self, what: str) -> list[float]:
        """When it was called."""
        return [at for name, at in self.done if name == what]


def test_the_policy_is_polled_and_the_metrics_written_at_their_times() -> None:
    setup = Setup(drain_seconds=0)
    setup.stops_at = [setup.began + 2 * MEASURE_SECONDS]
    assert setup.loop.run() == 0
    assert setup.times("poll")[:3] == [5, 10, 15]
    assert setup.times("measure") == [60, 120]


def test_a_signal_turns_health_at_once_and_the_function_goes_on_for_its_time() -> None:
    setup = Setup()
    setup.loop.stop()
    assert setup.status.health()[0] == 503
    assert setup.status.health()[1]["status"] == "draining"
    assert setup.loop.run() == 0
    assert 30 <= setup.clock.now - setup.began <= 30 + TICK_SECONDS
    # It is leaving: no other policy any more.
    assert not setup.times("poll")


def test_draining_goes_on_measuring() -> None:
    setup = Setup(drain_seconds=100)
    setup.loop.stop()
    setup.loop.run()
    assert setup.times("measure") == [60]


def test_it_ends_before_its_time_when_no_session_is_left() -> None:
    counts = iter([3, 2, 1, 0, 0])
    setup = Setup(left=lambda: next(counts))
    setup.loop.stop()
    assert setup.loop.run() == 0
    assert setup.clock.now - setup.began == pytest.approx(3, abs=TICK_SECONDS)


def test_sessions_that_cannot_be_listed_leave_it_to_the_time() -> None:
    def fails() -> int:
        raise OSError("conntrack: not permitted")

    setup = Setup(left=fails, drain_seconds=4)
    setup.loop.stop()
    assert setup.loop.run() == 0
    assert setup.clock.now - setup.began == 4


def test_a_second_signal_ends_it_at_once() -> None:
    setup = Setup()
    setup.stops_at = [setup.began, setup.began + 3]
    assert setup.loop.run() == 0
    assert setup.clock.now - setup.began == pytest.approx(3, abs=2 * TICK_SECONDS)


@pytest.mark.parametrize("draining", [False, True])
def test_the_end_of_the_tunnel_is_the_end_of_the_function(draining: bool) -> None:
    setup = Setup()
    setup.ends_at = setup.began + 7
    if draining:
        setup.loop.stop()
    assert setup.loop.run() == 1
    assert setup.status.health()[1]["status"] == "ended"
    assert setup.status.ended == "the tunnel ended with exit code 1"


def test_a_task_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    setup = Setup(drain_seconds=0)
    setup.stops_at = [setup.began + 11]

    def fails() -> None:
        setup.note("tried")
        raise NftError("no rule set")

    setup.loop._policy.call = fails
    assert setup.loop.run() == 0
    assert setup.times("tried") == [5, 10]
    assert "nft: no rule set" in caplog.messages
