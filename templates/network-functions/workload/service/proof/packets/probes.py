"""Which flows get through: each through the function, and by the direct way, where only the server decides."""

import time
from collections.abc import Callable
from typing import Any

from .exchange import flow, own_address

# A flow that is dropped is given up after so many of its first messages.
TRIES = 3


def probe(plan: dict[str, Any]) -> dict[str, Any]:
    """plan: `paths` (name: host), `flows` (name, protocol, port), `messages` of each flow, `patience` for each, in
    seconds.

    Returns for each flow and path: how many messages were sent and answered, whether it was refused, the address that
    the server saw, and the times of the answers in milliseconds.
    """
    found = [
        {"path": path, **each, **_Outcome(each, host, plan).as_json()}
        for path, host in plan["paths"].items()
        for each in plan["flows"]
    ]
    host, *_ = plan["paths"].values()
    return {"own_address": own_address(host), "flows": found}


class _Outcome:
    """Of one flow by one way. It is opened again until its first message is answered, and never after that."""

    def __init__(self, wanted: dict[str, Any], host: str, plan: dict[str, Any]) -> None:
        self.sent, self.refused, self.seen_from = 0, False, ""
        self.times: list[float] = []
        for _ in range(TRIES):
            try:
                with flow(wanted["protocol"], host, wanted["port"], timeout=plan["patience"]) as opened:
                    while self.sent < plan["messages"] and (self.times or self.sent < TRIES):
                        self._message(opened.echo)
                    self.seen_from = opened.seen_from
            except ConnectionRefusedError:
                self.sent, self.refused = self.sent + 1, True
            except OSError:
                self.sent += 1
            if self.times:
                break

    def _message(self, echo: Callable[[], None]) -> None:
        began = time.perf_counter()
        try:
            echo()
        except TimeoutError:
            self.sent += 1
        else:
            self.sent += 1
            self.times.append((time.perf_counter() - began) * 1000)

    def as_json(self) -> dict[str, Any]:
        return {
            "sent": self.sent,
            "answered": len(self.times),
            "refused": self.refused,
            "seen_from": self.seen_from,
            "p50_ms": _percentile(self.times, 50),
            "p99_ms": _percentile(self.times, 99),
        }


def _percentile(times: list[float], percent: int) -> float | None:
    if not times:
        return None
    return round(sorted(times)[min(len(times) * percent // 100, len(times) - 1)], 3)
