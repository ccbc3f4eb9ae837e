"""The unit of systemd that runs the function, and what the function says of itself on its instance."""

import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from instance_hooks.commands import Run
from instance_hooks.failure import HookFailed

UNIT = "network-function.service"
UNIT_FILE = Path("/etc/systemd/system", UNIT)
ADDRESS = "127.0.0.1:8080"
# The policy is read from S3 in this time, with all retries.
START_SECONDS = 120.0
SECONDS_BETWEEN_LOOKS = 1.0
LAST_LINES = "5"


def ask(address: str = ADDRESS) -> dict[str, Any]:
    """What it answers, healthy or not. Raises OSError, HTTPException or ValueError: nothing, or not as it should."""
    connection = http.client.HTTPConnection(address, timeout=5)
    try:
        connection.request("GET", "/health")
        answered: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answered


class Service:
    """ask: GET /health. unit_file: where the unit is installed. clock, sleep: in seconds. All are given by tests."""

    def __init__(
        self,
        run: Run,
        *,
        ask: Callable[[], dict[str, Any]] = ask,
        unit_file: Path = UNIT_FILE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._run, self._ask, self._unit_file = run, ask, unit_file
        self._clock, self._sleep = clock, sleep

    def stop(self, *, seconds: float) -> None:
        """Have it drain, and return when it has ended; at once where it was never installed."""
        if self._unit_file.exists():
            self._run("systemctl", "stop", UNIT, seconds=seconds)

    def start(self, version: str) -> None:
        """Start it, now and after each start of the instance, and wait until `version` answers that it is well.

        Raises HookFailed: it does not, with what it said last.
        """
        self._run("systemctl", "daemon-reload")
        self._run("systemctl", "enable", "--now", UNIT)
        end = self._clock() + START_SECONDS
        while problem := self._problem(version):
            if self._clock() >= end:
                said = self._run("journalctl", "--unit", UNIT, "--lines", LAST_LINES, "--output", "cat").strip()
                raise HookFailed(f"The function {problem} after {START_SECONDS:.0f} seconds. It said: {said or '-'}")
            self._sleep(SECONDS_BETWEEN_LOOKS)

    def _problem(self, version: str) -> str:
        try:
            answer = self._ask()
        except (OSError, ValueError, http.client.HTTPException) as error:
            return f"does not answer ({error})"
        if answer.get("version") != version:
            return f"answers with version {answer.get('version')} instead of {version}"
        return "" if answer.get("status") == "ok" else f"is not well: {answer.get('status')}"
