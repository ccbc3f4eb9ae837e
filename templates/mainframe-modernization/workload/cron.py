"""When a cron expression of AWS fires: on which days, and at which minutes of such a day.

Source: Amazon EventBridge Scheduler user guide, schedule types, cron-based schedules.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from settings.window import FIELDS, MINUTE

HOUR, DAY, MONTH, WEEKDAY, YEAR = FIELDS
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, kw_only=True)
class Cron:
    """minutes: of the day, in order. months, years: as numbers. day, weekday: the fields, one of them is `?`."""

    minutes: tuple[int, ...]
    day: str
    months: frozenset[int]
    weekday: str
    years: frozenset[int]

    @classmethod
    def of(cls, *, minute: str, hour: str, day: str, month: str, weekday: str, year: str = "*") -> Self:
        """From fields that were found right."""
        hours, minutes = _numbers(hour, HOUR.least, HOUR.most), _numbers(minute, MINUTE.least, MINUTE.most)
        return cls(
            minutes=tuple(sorted(60 * each + later for each in hours for later in minutes)),
            day=day,
            months=_numbers(month, MONTH.least, MONTH.most, _named(MONTH.names)),
            weekday=weekday,
            years=_numbers(year, YEAR.least, YEAR.most),
        )

    def on(self, day: date) -> bool:
        """Whether it fires on this day."""
        if day.year not in self.years or day.month not in self.months:
            return False
        return self._on_weekday(day) if self.day == "?" else self._on_day(day)

    def _on_day(self, day: date) -> bool:
        last = _last(day)
        if self.day == "LW":
            return day == _nearest_weekday(last)
        if found := re.fullmatch(r"([0-9]+)W", self.day):
            return int(found[1]) <= last.day and day == _nearest_weekday(day.replace(day=int(found[1])))
        if self.day.startswith("L"):
            return day.day == last.day - int(self.day[2:] or 0)
        return day.day in _numbers(self.day, DAY.least, DAY.most)

    def _on_weekday(self, day: date) -> bool:
        # One is Sunday here.
        mine, names = day.isoweekday() % 7 + 1, _named(WEEKDAY.names)
        if self.weekday == "L":
            return day.weekday() == SATURDAY
        if found := re.fullmatch(r"([0-9A-Z]+?)(L|#(?P<which>[1-5]))", self.weekday):
            wanted = names.get(found[1]) or int(found[1])
            right = day.day + 7 > _last(day).day if found[2] == "L" else (day.day + 6) // 7 == int(found["which"])
            return mine == wanted and right
        return mine in _numbers(self.weekday, WEEKDAY.least, WEEKDAY.most, names)


def _named(names: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, start=1)}


def _numbers(text: str, least: int, most: int, names: Mapping[str, int] | None = None) -> frozenset[int]:
    """What a list of values, ranges and steps stands for. A range that ends before it begins goes on from the start."""
    known = names or {}
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if first == "*":
            low, high = least, most
        else:
            low = known.get(first) or int(first)
            high = (known.get(last) or int(last)) if dash else most if slash else low
        values = [*range(low, high + 1)] if low <= high else [*range(low, most + 1), *range(least, high + 1)]
        found.update(values[:: int(step or 1)])
    return frozenset(found)


def _last(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _nearest_weekday(day: date) -> date:
    """The day from Monday to Friday that is nearest to `day` in the same month."""
    if day.weekday() == SATURDAY:
        return day + timedelta(days=-1 if day.day > 1 else 2)
    if day.weekday() == SUNDAY:
        return day + timedelta(days=1 if day < _last(day) else -2)
    return day
