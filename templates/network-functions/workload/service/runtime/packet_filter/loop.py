"""The one loop of the function: it looks at the policy, counts, measures, and ends when it is told to or has to."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from packet_filter.logs import logger
from packet_filter.nft import NftError
from packet_filter.status import Status

# Four times a second: how late a signal, the end of the tunnel or a full session table is noticed at most.
TICK_SECONDS = 0.25
MEASURE_SECONDS = 60
_DRAIN_LOOK_SECONDS = 1


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """What the loop calls. poll: look at the policy. tick: count sessions. measure: write the metrics of a minute.
    sessions_left: how many are not over. tunnel_ended: why the function cannot go on; None: it can."""

    poll: Callable[[], None]
    tick: Callable[[], None]
    measure: Callable[[], None]
    sessions_left: Callable[[], int]
    tunnel_ended: Callable[[], str | None]


class Loop:
    """clock, sleep: of `time`; fakes in tests."""

    def __init__(
        self,
        status: Status,
        tasks: Tasks,
        *,
        policy_seconds: float,
        drain_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._status = status
        self._tasks = tasks
        self._drain_seconds = drain_seconds
        self._clock = clock
        self._sleep = sleep
        now = clock()
        self._policy = _Every(policy_seconds, self._tasks.poll, now)
        self._metrics = _Every(MEASURE_SECONDS, self._tasks.measure, now)
        self._stopped = False

    def stop(self, *_: object) -> None:
        """The handler of SIGTERM: the load balancer learns at once, the loop within a tick. A second one ends at once.

        Sets plain values only: it may interrupt the loop anywhere, also inside a lock.
        """
        if self._status.draining:
            self._drain_seconds = 0
        self._status.draining = True
        self._stopped = True

    def run(self) -> int:
        """Until `stop` and the sessions are over: 0. 1: the tunnel has ended."""
        while not self._stopped:
            if not self._go_on(self._policy, self._metrics):
                return 1
        return self._drain()

    def _drain(self) -> int:
        begin = self._clock()
        logger.info("draining for at most %s seconds", self._drain_seconds)
        left = _Every(_DRAIN_LOOK_SECONDS, lambda: None, begin - _DRAIN_LOOK_SECONDS)
        while self._clock() - begin < self._drain_seconds:
            if left.due(self._clock()) and self._left() == 0:
                break
            # The policy stays what it was: this instance is leaving.
            if not self._go_on(self._metrics):
                return 1
        logger.info(
            "drained in %.1f seconds, sessions left: %s",
            self._clock() - begin,
            self._left(),
        )
        return 0

    def _left(self) -> int | None:
        try:
            return self._tasks.sessions_left()
        except OSError as error:
            # Then the time decides.
            logger.warning("sessions cannot be listed: %s", error)
            return None

    def _go_on(self, *tasks: "_Every") -> bool:
        ended = self._tasks.tunnel_ended()
        if ended is not None:
            self._status.ended = ended
            logger.error("the function ends: %s", ended)
            return False
        now = self._clock()
        for task in tasks:
            if task.due(now):
                _guarded(task.call)
        _guarded(self._tasks.tick)
        self._sleep(TICK_SECONDS)
        return True


class _Every:
    def __init__(self, seconds: float, call: Callable[[], None], now: float) -> None:
        self._seconds = seconds
        self._next = now + seconds
        self.call = call

    def due(self, now: float) -> bool:
        if now < self._next:
            return False
        # From now, not from when it was due: a host that slept must not catch up.
        self._next = now + self._seconds
        return True


def _guarded(task: Callable[[], None]) -> None:
    """Packets go on without this process; what it cannot count now, it counts later."""
    try:
        task()
    except (NftError, OSError) as error:
        logger.error("%s", error)
