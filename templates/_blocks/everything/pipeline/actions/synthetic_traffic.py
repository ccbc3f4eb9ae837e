"""A steady stream of requests while traffic shifts: a canary that nobody calls would pass.

Its failures are counted and printed but decide nothing: the alarms see the same requests, and they decide.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType

import urllib3

CALLERS = 4
SECONDS_BETWEEN = 1.0
TIMEOUT = urllib3.Timeout(connect=2, read=5)


class SyntheticTraffic:
    """A context manager that sends `CALLERS / SECONDS_BETWEEN` requests a second to `<endpoint><path>`.

    endpoint: https URL without trailing slash.
    send: sends one request and returns its HTTP status; given by tests.
    at_most_minutes: after how long the deployment is ended that it goes with. Only a process that was forgotten runs
        longer, and its stream ends then.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        path: str = "/health",
        at_most_minutes: float,
        send: Callable[[str], int] | None = None,
    ) -> None:
        self.results: Counter[str] = Counter()
        self._url = f"{endpoint}{path}"
        self._send = send or _get
        self._stop = threading.Event()
        self._at_most_minutes = at_most_minutes
        self._end = 0.0
        # Daemons: a request that hangs must not keep a finished deployment waiting.
        self._callers = [threading.Thread(target=self._call, daemon=True) for _ in range(CALLERS)]

    def __enter__(self) -> "SyntheticTraffic":
        self._end = time.monotonic() + 60 * self._at_most_minutes
        for caller in self._callers:
            caller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        for caller in self._callers:
            caller.join(timeout=SECONDS_BETWEEN)
        print(self.summary())

    def summary(self) -> str:
        """How many requests were sent, and how each kind of failure counts."""
        results = self.results.copy()
        failed = ", ".join(f"{result}: {count}" for result, count in results.most_common() if result != "200")
        told = f"Synthetic requests while traffic shifted: {results.total()}; failed: {failed or 'none'}."
        if not self._is_over():
            return told
        return f"{told} They ended after {self._at_most_minutes:g} minutes, before the deployment."

    def _is_over(self) -> bool:
        return time.monotonic() >= self._end

    def _call(self) -> None:
        while not self._is_over():
            try:
                result = str(self._send(self._url))
            # Whatever it is: a thread that it ends would take its part of the stream away, and nobody would see that.
            except Exception as error:
                result = type(error).__name__
            self.results[result] += 1
            if self._stop.wait(SECONDS_BETWEEN):
                return


_connections = urllib3.PoolManager(maxsize=CALLERS, timeout=TIMEOUT, retries=False, headers={"X-Synthetic": "true"})


def _get(url: str) -> int:
    return _connections.request("GET", url).status
