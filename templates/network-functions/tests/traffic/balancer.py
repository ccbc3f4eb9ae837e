"""A small load balancer of the tests' own: it asks each function for its health, and shares new flows among the well.

Established flows stay with the function that they began with, as behind a load balancer of AWS while a target drains.
"""

import http.client
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Self

from tests.traffic.function import PORT, Function
from tests.traffic.topology import End

INTERVAL_SECONDS = 0.1
# Routing tables of the targets, from here on.
TABLES = 101


@dataclass(frozen=True, kw_only=True)
class Target:
    """One function. inside, outside: its interfaces. near: the balancer's end of its link."""

    name: str
    function: Function
    near: End
    inside: End
    outside: End


@dataclass
class Balancer:
    """Asks for health in a thread of its own from `with` on. healthy: who gets new flows now."""

    end: End
    targets: list[Target]
    healthy: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._stop = threading.Event()
        self._look()
        self._thread = threading.Thread(target=self._watch, name="balancer", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def wait_for(self, *names: str) -> float:
        """Wait until exactly these are healthy; gives the seconds that it took. Raises RuntimeError: it never is so."""
        began = time.monotonic()
        while time.monotonic() < began + 10:
            if self.healthy == list(names):
                return time.monotonic() - began
            time.sleep(0.01)
        raise RuntimeError(f"{', '.join(self.healthy) or 'none'} healthy, not {', '.join(names)}")

    def _watch(self) -> None:
        while not self._stop.wait(INTERVAL_SECONDS):
            self._look()

    def _look(self) -> None:
        healthy = [target for target in self.targets if self._answers(target)]
        if [target.name for target in healthy] != self.healthy or not self.healthy:
            self._share(healthy)
            self.healthy = [target.name for target in healthy]

    def _answers(self, target: Target) -> bool:
        address = target.inside.address(4)
        connection = http.client.HTTPConnection(address, PORT)
        try:
            with self.end.namespace:
                connection.sock = socket.create_connection((address, PORT), 0.5)
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _share(self, healthy: list[Target]) -> None:
        marks = [TABLES + self.targets.index(target) for target in healthy]
        places = ", ".join(f"{place} : {mark}" for place, mark in enumerate(marks))
        new = [
            f"ct mark 0 ct mark set jhash {header} saddr . tcp sport mod {len(marks)} map {{ {places} }}"
            for header in ("ip", "ip6")
            if marks
        ]
        self.end.namespace.nft(
            "table inet balancer\ndelete table inet balancer\ntable inet balancer {\n"
            "chain share { type filter hook prerouting priority mangle; policy accept;\n"
            f'iifname != "{self.end.interface}" accept\n' + "\n".join([*new, "meta mark set ct mark", "}", "}"])
        )
