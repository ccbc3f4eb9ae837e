"""A cron expression fires when AWS says: names, ranges, steps, last days and nearest weekdays."""

from datetime import date, timedelta
from typing import Any

import pytest

from workload.cron import Cron

EVERY = {"minute": "0", "hour": "0", "day": "?", "month": "*", "weekday": "*"}


def days(first: date = date(2027, 1, 1), count: int = 31, **fields: str) -> list[int]:
    """The days of the month on which it fires, of `count` days from `first` on."""
    cron = Cron.of(**{**EVERY, **fields})
    every = (first + timedelta(days=later) for later in range(count))
    return [day.day for day in every if cron.on(day)]


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"minute": "30", "hour": "22"}, (22 * 60 + 30,)),
        ({"minute": "0/30", "hour": "1,0"}, (0, 30, 60, 90)),
        ({"minute": "*/20", "hour": "0"}, (0, 20, 40)),
        ({"minute": "10-20/5", "hour": "0"}, (10, 15, 20)),
        ({"minute": "0", "hour": "22-1"}, (0, 60, 22 * 60, 23 * 60)),
    ],
)
def test_minutes_of_a_day(fields: dict[str, Any], minutes: tuple[int, ...]) -> None:
    assert Cron.of(**{**EVERY, **fields}).minutes == minutes


# January 2027 begins on a Friday.
@pytest.mark.parametrize(
    ("fields", "on"),
    [
        ({"weekday": "FRI"}, [1, 8, 15, 22, 29]),
        ({"weekday": "6"}, [1, 8, 15, 22, 29]),
        ({"weekday": "SAT-MON"}, [2, 3, 4, 9, 10, 11, 16, 17, 18, 23, 24, 25, 30, 31]),
        ({"weekday": "SUN,WED"}, [3, 6, 10, 13, 17, 20, 24, 27, 31]),
        ({"weekday": "FRI#2"}, [8]),
        ({"weekday": "6#5"}, [29]),
        ({"weekday": "5#5"}, []),
        ({"weekday": "5L"}, [28]),
        ({"weekday": "FRIL"}, [29]),
        ({"weekday": "L"}, [2, 9, 16, 23, 30]),
        ({"day": "1-10/4", "weekday": "?"}, [1, 5, 9]),
        ({"day": "L", "weekday": "?"}, [31]),
        ({"day": "L-2", "weekday": "?"}, [29]),
        # The 31st is a Sunday, the 2nd a Saturday.
        ({"day": "LW", "weekday": "?"}, [29]),
        ({"day": "31W", "weekday": "?"}, [29]),
        ({"day": "3W", "weekday": "?"}, [4]),
        ({"day": "2W", "weekday": "?"}, [1]),
        ({"day": "5W", "weekday": "?"}, [5]),
        ({"month": "FEB-DEC"}, []),
        ({"month": "1", "day": "7", "weekday": "?"}, [7]),
        ({"year": "2028-2030"}, []),
        ({"year": "2027", "day": "7", "weekday": "?"}, [7]),
    ],
)
def test_days_of_a_month(fields: dict[str, Any], on: list[int]) -> None:
    assert days(**fields) == on


def test_the_last_day_of_february_is_in_every_year_its_own() -> None:
    assert days(date(2027, 2, 1), 28, day="L", weekday="?") == [28]
    assert days(date(2028, 2, 1), 29, day="L", weekday="?") == [29]
    assert days(date(2027, 2, 1), 28, day="30W", weekday="?") == []


def test_the_nearest_weekday_is_never_in_another_month() -> None:
    # May 1, 2027 is a Saturday, and October 31 a Sunday.
    assert days(date(2027, 5, 1), 31, day="1W", weekday="?") == [3]
    assert days(date(2027, 10, 1), 31, day="31W", weekday="?") == [29]
