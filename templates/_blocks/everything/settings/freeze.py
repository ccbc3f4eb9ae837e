"""Days on which nothing is released: a freeze calendar in `environments.py`."""

import re
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from settings.configuration import ConfigurationError
from settings.window import zone_info

EXAMPLE = 'freezes=(Freeze(first="2026-12-20", last="2027-01-03", reason="Year end"),)'


@dataclass(frozen=True, kw_only=True)
class Freeze:
    """No release of the environment begins from `first` to `last`, both included.

    first, last: days such as `2026-12-20`, in the time zone of the environment's window, or UTC without a window.
    reason: what whoever is refused reads, for example `Year end`.
    """

    first: str
    last: str
    reason: str

    def __post_init__(self) -> None:
        if _day("last", self.last) < _day("first", self.first):
            raise ConfigurationError(
                f'last="{self.last}": the first day, {self.first}, or a later one, for example last="{self.first}"'
            )
        if not self.reason.strip():
            raise ConfigurationError(
                f'reason="{self.reason}": what a person reads whose release waits, for example reason="Year end"'
            )

    def holds_on(self, day: date) -> bool:
        """Whether nothing is released on this day."""
        return date.fromisoformat(self.first) <= day <= date.fromisoformat(self.last)


def _day(name: str, text: str) -> date:
    # Exactly so: Python also reads 20261220 and 2026-W51-7.
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise ConfigurationError(f'{name}="{text}": a day as year-month-day, for example {name}="2026-12-20"')


def require_freezes(freezes: Sequence[Freeze], *, environment: str, approval: bool, time_zone: str) -> None:
    """Raises ConfigurationError: no tuple of freezes, nobody approves here, or a time zone without a calendar."""
    if not isinstance(freezes, tuple) or not all(isinstance(each, Freeze) for each in freezes):
        raise ConfigurationError(f"freezes={freezes!r}: a tuple of Freeze, for example {EXAMPLE}")
    if not freezes:
        return
    if not approval:
        raise ConfigurationError(
            f"freezes of {environment}: a release is refused between the approval and the deployment, and nobody "
            "approves here, for example approval=True; or leave the freezes out"
        )
    # Without a list of time zones, as on Windows, the pipeline is the first who can look.
    if zoneinfo.available_timezones():
        zone_info(time_zone)


def refusal(freezes: Sequence[Freeze], *, time_zone: str, now: datetime) -> str:
    """Why nothing is released at `now` (aware) and from when on it may be: a sentence; empty outside of all freezes.

    Freezes that overlap or follow each other are one. Raises ConfigurationError: as `zone_info`.
    """
    day = now.astimezone(zone_info(time_zone)).date()
    reasons: list[str] = []
    while found := [each for each in freezes if each.holds_on(day)]:
        reasons += [each.reason for each in found if each.reason not in reasons]
        day = max(date.fromisoformat(each.last) for each in found) + timedelta(days=1)
    if not reasons:
        return ""
    return f"frozen ({'; '.join(reasons)}): the first day on which it may be released again is {day} ({time_zone})"
