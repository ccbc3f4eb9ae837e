"""Numbered datagrams at an even pace: those that are missing tell how many were lost and for how long.

Each is answered: a session of datagrams is established with the first answer, and not before.
"""

import socket
import threading
import time
from contextlib import suppress
from typing import Self

from tests.traffic.flows import FAMILIES
from tests.traffic.topology import End

PACE_SECONDS = 0.001


class Stream:
    """Runs in a thread of its own from `with` on to its end. `sent`, `lost`, `outage` (seconds) are known then."""

    def __init__(self, client: End, server: End, port: int, version: int = 4, to: str | None = None) -> None:
        """to: another address than the server's, for example one that the function translates."""
        with server.namespace:
            self._far = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
            self._far.bind(("", port))
        with client.namespace:
            self._near = socket.socket(FAMILIES[version], socket.SOCK_DGRAM)
            self._near.connect((to or server.address(version), port))
        for end in (self._near, self._far):
            end.setblocking(False)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._answered: set[int] = set()
        self.sent = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        time.sleep(0.05)
        self._take()
        self._near.close()
        self._far.close()

    @property
    def lost(self) -> int:
        """How many got no answer."""
        return self.sent - len(self._answered)

    @property
    def outage(self) -> float:
        """The longest run of lost ones, in seconds."""
        longest = run = 0
        for number in range(self.sent):
            run = 0 if number in self._answered else run + 1
            longest = max(longest, run)
        return longest * PACE_SECONDS

    def _run(self) -> None:
        started = time.monotonic()
        while not self._stop.is_set():
            # By the clock: a thread that slept too long catches up.
            due = int((time.monotonic() - started) / PACE_SECONDS)
            # Not all at once, since a burst could overflow the receiver.
            for _ in range(min(due - self.sent, 50)):
                self._send()
                self._take()
            time.sleep(PACE_SECONDS)

    def _send(self) -> None:
        # What cannot even be sent is lost, too: there is no route, or an ICMP error has come back.
        with suppress(OSError):
            self._near.send(self.sent.to_bytes(8, "big"))
        self.sent += 1

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                payload, peer = self._far.recvfrom(16)
                self._far.sendto(payload, peer)
        with suppress(OSError):
            while True:
                self._answered.add(int.from_bytes(self._near.recv(16), "big"))
