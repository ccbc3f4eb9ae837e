"""Metrics while a step runs. Those at its end come too late to tell that a job takes longer than its window."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

from batch import emf
from batch.report import Heartbeat
from batch.window import Window

SECONDS = 60


class Running:
    """Counts a running job once a minute, beginning now. A context manager.

    started: when the execution began, or was scheduled to; None: not known. window: of the batch cycle; None: there is
    none. A job that began outside of the window, as after a restart by hand, is not measured by it.
    """

    def __init__(
        self,
        about: emf.About,
        *,
        started: datetime | None,
        window: Window | None,
        out: TextIO | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: float = SECONDS,
    ) -> None:
        self._about = about
        self._started = started
        self._ends = window.end_of(started) if window and started else None
        # Not where the program prints, which may have ended in the middle of a line. ECS reads both.
        self._out = out
        self._now = now
        self._heartbeat = Heartbeat(self._tell, lambda: None, seconds=seconds)

    def __enter__(self) -> "Running":
        self._tell()
        self._heartbeat.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._heartbeat.__exit__()

    def _tell(self) -> bool:
        now = self._now()
        values: dict[str, tuple[float, str]] = {"Running": (1, "Count")}
        if self._started is not None:
            values["ElapsedMinutes"] = (_minutes(self._started, now), "None")
        if self._ends is not None:
            values["MinutesAfterWindow"] = (max(0.0, _minutes(self._ends, now)), "None")
        # As one call, so that no other line comes between its parts.
        (self._out or sys.stderr).write(emf.of_job(self._about, values, at=now.timestamp()) + "\n")
        (self._out or sys.stderr).flush()
        return True


def moment(text: str) -> datetime | None:
    """Of a time stamp as Step Functions writes it; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _minutes(first: datetime, last: datetime) -> float:
    return round((last - first).total_seconds() / 60, 2)
