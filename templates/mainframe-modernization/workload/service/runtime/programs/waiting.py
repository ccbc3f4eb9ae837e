"""How many calls wait for a worker."""

import time
from collections.abc import Callable


class Waiting:
    """`with waiting:` around a wait. `now`: how many wait now. clock: seconds that only grow."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.now = 0
        self._clock = clock
        self._since = self._asked = clock()
        self._waited = 0.0

    def __enter__(self) -> None:
        self._count(1)

    def __exit__(self, *_: object) -> None:
        self._count(-1)

    def average(self) -> float:
        """How many waited on average since this was asked the last time, by time: short peaks count little."""
        self._count(0)
        seconds = self._since - self._asked
        average = self._waited / seconds if seconds else float(self.now)
        self._asked, self._waited = self._since, 0.0
        return average

    def _count(self, more: int) -> None:
        now = self._clock()
        self._waited += self.now * (now - self._since)
        self._since = now
        self.now += more
