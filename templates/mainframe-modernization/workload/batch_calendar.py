"""Whether what happens again and again meets the batch window: judged day by day, summer time included."""

import functools
import re
import zoneinfo
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from settings.configuration import ConfigurationError
from settings.window import zone_info
from workload.cron import Cron

# Twelve years: each date on each day of the week but February 29, and changes to summer time as they are known.
FIRST, YEARS = 2026, 12
DAYS = tuple(date(FIRST, 1, 1) + timedelta(days=day) for day in range(365 * YEARS + 3))


@dataclass(frozen=True, kw_only=True)
class Openings:
    """A window that opens on some days of the week, 0 is Monday, at `start` of its time zone, for `minutes` minutes."""

    start: time
    minutes: int
    time_zone: str
    weekdays: frozenset[int]

    def opened(self, day: date, zone: tzinfo) -> datetime | None:
        """When it opens on this day, in UTC; None: it does not."""
        if day.weekday() not in self.weekdays:
            return None
        return datetime.combine(day, self.start, zone).astimezone(UTC)

    def open_at(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether it is open, perhaps since the day before."""
        today = moment.astimezone(zone).date()
        opened = (self.opened(today - timedelta(days=back), zone) for back in (0, 1))
        return any(each and each <= moment < each + timedelta(minutes=self.minutes) for each in opened)


def require_zone(time_zone: str) -> None:
    """Raises ConfigurationError: not a name that EventBridge Scheduler and every machine know."""
    known = zoneinfo.available_timezones()
    # Windows and small images have no list of time zones; Build judges.
    if time_zone in known if known else re.fullmatch(r"UTC|[A-Z][A-Za-z_-]+(/[A-Z][A-Za-z_-]+)+", time_zone):
        return
    raise ConfigurationError(
        f'time_zone="{time_zone}": a name of the time zone database, for example time_zone="Europe/Berlin"'
    )


def zone_of(time_zone: str) -> tzinfo | None:
    """The time zone of a deployment window or a schedule; None: this machine has no list of time zones.

    Raises ConfigurationError: an abbreviation such as CEST, which stands for several times in a year.
    """
    fixed = re.fullmatch(r"UTC([+-].*)?", time_zone)
    return zone_info(time_zone) if fixed or zoneinfo.available_timezones() else None


@functools.cache
def first_outside(cron: Cron, time_zone: str, openings: Openings) -> datetime | None:
    """The first moment at which `cron` fires while the window is closed; None: there is none, or nobody knows."""
    zone, of_window = zone_of(time_zone), zone_of(openings.time_zone)
    if zone is None or of_window is None:
        return None
    seen = set()
    for day in filter(cron.on, DAYS):
        ends = [datetime.combine(day + timedelta(days=later), time(), zone) for later in (0, 1)]
        # Days with the same clocks are alike.
        alike = (day.weekday(), *((each.utcoffset(), each.astimezone(of_window).utcoffset()) for each in ends))
        if alike in seen:
            continue
        seen.add(alike)
        for minute in cron.minutes:
            moment = datetime.combine(day, time(*divmod(minute, 60)), zone)
            if not openings.open_at(moment.astimezone(UTC), of_window):
                return moment
    return None


@functools.cache
def first_start_before(openings: Openings, cron: Cron, time_zone: str, minutes: int) -> datetime | None:
    """The first moment at which `cron` fires and something that takes `minutes` minutes would meet the open window.

    None: there is none, or nobody knows.
    """
    zone, of_window = zone_of(time_zone), zone_of(openings.time_zone)
    if zone is None or of_window is None:
        return None
    for opened in filter(None, (openings.opened(day, of_window) for day in DAYS)):
        first = (opened - timedelta(minutes=minutes)).astimezone(zone)
        end = (opened + timedelta(minutes=openings.minutes)).astimezone(zone)
        for later in range((end.date() - first.date()).days + 1):
            day = first.date() + timedelta(days=later)
            # What began at `first` itself is over when the window opens.
            least = 60 * first.hour + first.minute + 1 if later == 0 else 0
            place = bisect_left(cron.minutes, least)
            if place == len(cron.minutes) or not cron.on(day):
                continue
            moment = datetime.combine(day, time(*divmod(cron.minutes[place], 60)), zone)
            if moment.astimezone(UTC) < end.astimezone(UTC):
                return moment
    return None
