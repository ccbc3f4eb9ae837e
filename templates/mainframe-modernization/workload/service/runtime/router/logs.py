"""What the router logs, in the form of `web.observability`: no paths, headers, bodies or values of answers."""

import time
from collections import Counter

import structlog

logger: structlog.stdlib.BoundLogger = structlog.get_logger("router")


class PerMinute:
    """Lets through the first lines of each minute, by key: a side that fails must not fill the log."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._minute = 0
        self._said: Counter[str] = Counter()

    def allows(self, key: str) -> bool:
        """Whether one more line with this key may be written now."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._said.clear()
        self._said[key] += 1
        return self._said[key] <= self._most
