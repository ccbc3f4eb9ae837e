"""A steady stream of requests while traffic shifts: a canary that nobody calls would pass.

Its failures are counted and printed but decide nothing: the alarms see the same requests, and they decide.
"""

import threading
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
    at_most_minutes: the stream ends after that even if nobody stops it.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        path: str = "/health",
        send: Callable[[str], int] | None = None,
        at_most_minutes: float = 180,
    ) -> None:
        self.results: Counter[str] = Counter()
        self._url = f"{endpoint}{path}"
        self._send = send or _get
        self._stop = threading.Event()
        self._rounds = int(at_most_minutes * 60 / SECONDS_BETWEEN)
        # Daemons: a request that hangs must not keep a finished deployment waiting.
        self._callers = [threading.Thread(target=self._call, daemon=True) for _ in range(CALLERS)]

    def __enter__(self) -> "SyntheticTraffic":
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
        return f"Synthetic requests while traffic shifted: {results.total()}; failed: {failed or 'none'}."

    def _call(self) -> None:
        for _ in range(self._rounds):
            try:
                result = str(self._send(self._url))
            except urllib3.exceptions.HTTPError as error:
                result = type(error).__name__
            self.results[result] += 1
            if self._stop.wait(SECONDS_BETWEEN):
                return


_connections = urllib3.PoolManager(maxsize=CALLERS, timeout=TIMEOUT, retries=False, headers={"X-Synthetic": "true"})


def _get(url: str) -> int:
    return _connections.request("GET", url).status
