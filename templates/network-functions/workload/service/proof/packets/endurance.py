"""Flows that go on while something fails: new ones all the time, and some that stay open."""

import threading
import time
from contextlib import suppress
from typing import Any

from .exchange import flow

# Failures that are no further apart than this are one time of failing, in seconds: the result has to be short.
TOGETHER = 1.0


class _Counts:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.attempts = 0
        self.failed_at: list[float] = []
        self.kept_cut = 0

    def note(self, began: float, *, failed: bool) -> None:
        with self.lock:
            self.attempts += 1
            if failed:
                self.failed_at.append(round(began, 1))

    def times(self) -> list[tuple[float, float, int]]:
        """When new flows failed: first, last, how many."""
        found: list[tuple[float, float, int]] = []
        for at in sorted(self.failed_at):
            if found and at - found[-1][1] <= TOGETHER:
                first, _, count = found[-1]
                found[-1] = first, at, count + 1
            else:
                found.append((at, at, 1))
        return found


def endure(plan: dict[str, Any]) -> dict[str, Any]:
    """plan: `host`, `port` (TCP), `seconds`, `lanes` of new flows with `pause` seconds between two, `kept` flows.

    Returns when it began and ended and the times in which new flows failed (first, last, count), in seconds since 1970,
    since the suite compares them with the moment in which it took something away; how many were tried; how many of the
    kept flows were cut off.
    """
    counts = _Counts()
    began = time.time()
    end = began + plan["seconds"]
    threads = [threading.Thread(target=_new_flows, args=(plan, counts, end)) for _ in range(plan["lanes"])]
    threads += [threading.Thread(target=_kept_flow, args=(plan, counts, end)) for _ in range(plan["kept"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "began": round(began, 1),
        "ended": round(time.time(), 1),
        "attempts": counts.attempts,
        "failed": counts.times(),
        "kept": plan["kept"],
        "kept_cut": counts.kept_cut,
    }


def _new_flows(plan: dict[str, Any], counts: _Counts, end: float) -> None:
    while (began := time.time()) < end:
        failed = True
        with suppress(OSError), flow("tcp", plan["host"], plan["port"], timeout=1.0) as opened:
            opened.echo()
            failed = False
        counts.note(began, failed=failed)
        time.sleep(plan["pause"])


def _kept_flow(plan: dict[str, Any], counts: _Counts, end: float) -> None:
    """One message a second. It may wait as long as TCP tries again: who is moved to another target is not cut off."""
    try:
        with flow("tcp", plan["host"], plan["port"], timeout=60.0) as opened:
            while time.time() < end:
                opened.echo()
                time.sleep(1)
    except OSError:
        with counts.lock:
            counts.kept_cut += 1
