"""Logs each session that a forward has sent on: the backend sees the function's address in place of the client's.

From the kernel's events of its session table: no packet waits for it, and a flood that is not admitted makes none.
"""

import re
import subprocess
import threading
from typing import Self

from packet_filter.logs import logger
from packet_filter.ruleset import ADMITTED_MARK

_COMMAND = ("conntrack", "--event", "--event-mask", "NEW", "--dst-nat", "--mark", str(ADMITTED_MARK))
# The first direction is that of the client, the second that of the backend's answer.
_SESSION = re.compile(
    r"\[NEW\] (?P<protocol>\w+) .*?src=(?P<client>\S+) dst=\S+ sport=(?P<client_port>\d+) dport=(?P<port>\d+).*?"
    r" src=(?P<backend>\S+) dst=\S+ sport=(?P<backend_port>\d+) "
)
_AGAIN_SECONDS = 5


class SessionLog:
    """Logs from `with` on, in a thread of its own. command: what writes events; a fake in tests."""

    def __init__(self, command: tuple[str, ...] = _COMMAND) -> None:
        self._command = command
        self._ended = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        threading.Thread(target=self._follow, name="sessions", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._process is not None:
            self._process.terminate()

    def _follow(self) -> None:
        while not self._ended.is_set():
            try:
                with subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True) as self._process:  # noqa: S603
                    for line in self._process.stdout or ():
                        if session := fields(line):
                            logger.info("session", extra={"fields": session})
            except OSError as error:
                logger.error("%s: %s", self._command[0], error.strerror)
            if not self._ended.wait(_AGAIN_SECONDS):
                logger.warning("sessions were not logged for %s seconds", _AGAIN_SECONDS)


def fields(line: str) -> dict[str, str | int] | None:
    """What a line of `conntrack --event` says about a session; None: it is about something else."""
    found = _SESSION.search(" ".join(line.split()))
    if found is None:
        return None
    return {name: int(value) if name.endswith("port") else value for name, value in found.groupdict().items()}
