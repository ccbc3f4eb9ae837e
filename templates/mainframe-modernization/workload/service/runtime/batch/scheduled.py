"""What a schedule says to the execution that it starts: for which moment, and the symbols that are made of it.

{"time": "2026-01-31T21:00:00Z", "time_zone": "Europe/Berlin", "symbols": {"RUNDATE": "%Y%m%d"}}

The moment is the one that the schedule names, not the one at which a step looks at its clock: a job that begins late,
is tried again or goes on after midnight keeps its business date. The run's plan pins the symbols for a restart.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from batch.errors import DatasetError, JobError
from batch.store import Store

_KEYS = {"time", "time_zone", "symbols"}
_EXAMPLE = '{"time": "2026-01-31T21:00:00Z", "time_zone": "UTC", "symbols": {"RUNDATE": "%Y%m%d"}}'


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """moment: in the time zone of the schedule. formats: of `strftime`, by symbol."""

    moment: datetime
    formats: Mapping[str, str]

    @property
    def symbols(self) -> dict[str, str]:
        """The value of each symbol at that moment."""
        return {symbol: self.moment.strftime(format) for symbol, format in self.formats.items()}

    @property
    def stamp(self) -> str:
        """The moment in UTC, for a name."""
        return self.moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def scheduled(text: str) -> Scheduled | None:
    """What the input of the execution had at `scheduled`; None for "" and {}. Raises JobError: it has another form."""
    if text in ("", "{}"):
        return None
    try:
        found = json.loads(text)
        if set(found) != _KEYS or not all(isinstance(each, str) for each in found["symbols"].values()):
            raise ValueError(f"keys are {', '.join(sorted(_KEYS))}, and symbols are texts")
        moment = datetime.fromisoformat(found["time"])
        if moment.tzinfo is None:
            raise ValueError("the time names no offset")
        # ZoneInfo raises a KeyError where there is no such time zone.
        return Scheduled(moment=moment.astimezone(ZoneInfo(found["time_zone"])), formats=found["symbols"])
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise JobError(f"scheduled {text} is not what a schedule writes ({error}); for example {_EXAMPLE}.") from error


def begin_once(store: Store, prefix: str, found: Scheduled, run: str) -> None:
    """A schedule may start an execution twice for one moment ("at least once"); the second ends here.

    prefix: of the job's runs. run: that begins. Call it with the lock of the job. Raises DatasetError.
    """
    key = f"{prefix}scheduled-{found.stamp}.json"
    content = store.read(key)
    begun = json.loads(content)["run"] if content else run
    if begun != run:
        raise DatasetError(
            f"run {begun} began for the scheduled moment {found.stamp} already; nothing is run a second time. "
            "To run it again on purpose, start an execution with its symbols instead."
        )
    store.write(key, json.dumps({"run": run}).encode())
