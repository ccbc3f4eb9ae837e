"""The window of the batch cycle: when jobs have to be done, so that a job that still runs then can be told."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Window:
    """start: of the day, in `zone`. minutes: its length. days: on which it opens, Monday is 0."""

    start: time
    minutes: int
    zone: ZoneInfo
    days: frozenset[int]

    def end_of(self, moment: datetime) -> datetime | None:
        """When the window ends that is open at `moment`; None: none is."""
        local = moment.astimezone(self.zone)
        for back in range(self.minutes // _DAY_MINUTES + 2):
            day = local.date() - timedelta(days=back)
            # Elapsed time: on the night of a change of clocks the window is as long as on any other.
            opens = datetime.combine(day, self.start, self.zone).astimezone(UTC)
            closes = opens + timedelta(minutes=self.minutes)
            if day.weekday() in self.days and opens <= moment < closes:
                return closes
        return None


def window(text: str) -> Window | None:
    """Of {"start": "22:00", "minutes": 360, "time_zone": "Europe/Berlin", "days": "MON-FRI"}; None for "".

    Raises ValueError: it is of another form, or there is no such time zone or day.
    """
    if not text:
        return None
    found = json.loads(text)
    try:
        return Window(
            start=time.fromisoformat(found["start"]),
            minutes=int(found["minutes"]),
            zone=ZoneInfo(found["time_zone"]),
            days=days(found["days"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"window {text}: {error}") from error


def days(text: str) -> frozenset[int]:
    """Of `MON-FRI`, `SAT,SUN`, `FRI-MON` or `*`. Raises ValueError."""
    if text == "*":
        return frozenset(range(7))
    found: set[int] = set()
    for part in text.split(","):
        name = "|".join(_DAYS)
        read = re.fullmatch(rf"({name})(?:-({name}))?", part)
        if read is None:
            raise ValueError(f"days '{text}' are not days of the week, for example MON-FRI or SAT,SUN")
        first, last = _DAYS.index(read[1]), _DAYS.index(read[2] or read[1])
        found |= {(first + more) % 7 for more in range((last - first) % 7 + 1)}
    return frozenset(found)
