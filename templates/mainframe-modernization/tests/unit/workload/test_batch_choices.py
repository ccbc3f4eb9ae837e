"""Schedules, batch window and sizes of jobs: what cannot be is refused with the value, the rule and an example."""

from typing import Any

import pytest

from settings.configuration import ConfigurationError
from workload.environment import Batch, BatchWindow, Schedule

NIGHT = BatchWindow(start="22:00", minutes=360, days="MON-FRI")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        *(
            ({"job": job}, r"the name of a job, 1 to 8 characters, for example job=")
            for job in ("", "daily", "1A", "A" * 9)
        ),
        ({"cron": "30 22 ? * MON-FRI"}, r"six fields, minutes first and the year last, for example cron="),
        ({"cron": "* 30 22 ? * MON-FRI *"}, r"six fields"),
        ({"cron": "60 22 ? * MON-FRI *"}, r'"60" is no minute: 0 to 59, for example'),
        ({"cron": "30 24 ? * MON-FRI *"}, r'"24" is no hour: 0 to 23'),
        ({"cron": "30 22 32 * ? *"}, r'"32" is no day of the month: 1 to 31'),
        ({"cron": "30 22 1 13 ? *"}, r'"13" is no month: 1 to 12 or JAN to DEC'),
        ({"cron": "30 22 ? * MO *"}, r'"MO" is no day of the week: 1 to 7 or SUN to SAT'),
        ({"cron": "30 22 ? * MON 1969"}, r'"1969" is no year: 1970 to 2199'),
        ({"cron": "30 22 * * * *"}, r"the day of the month \(the third\) and of the week \(the fifth\) is \?"),
        ({"cron": "30 22 ? * ? *"}, r"the other says when, for example"),
        ({"time_zone": "Europe/Nowhere"}, r'time_zone="Europe/Nowhere": a name of the time zone database'),
        ({"time_zone": "UTC+02:00"}, r"for example time_zone="),
        ({"symbols": {"rundate": "%Y"}}, r'symbols={"rundate": "%Y"}: a symbol of JCL'),
        ({"symbols": {"RUNDATE99": "%Y"}}, r"1 to 8 characters"),
        # In another language it would be another text.
        ({"symbols": {"RUNDATE": "%B"}}, r'"%B"}: .* for example symbols={"RUNDATE": "%Y%m%d"}'),
        ({"symbols": {"RUNDATE": "%Y%"}}, r"stand for the scheduled moment"),
        ({"symbols": {"RUNDATE": "%Y\n"}}, r"stand for the scheduled moment"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Schedule(**{"job": "NIGHTLY", "cron": "30 22 ? * MON-FRI *", **values})


@pytest.mark.parametrize("value", ["%Y%m%d", "%y%j", "%H%M%S", "100%%", "A", ""])
def test_a_symbol_takes_numbers_of_the_moment(value: str) -> None:
    assert Schedule(job="NIGHTLY", cron="30 22 ? * MON-FRI *", symbols={"RUNDATE": value}).symbols["RUNDATE"] == value


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        *(({"start": start}, r"a time of 24 hours, for example start=") for start in ("24:00", "9:00", "22:60", "22")),
        ({"minutes": 0}, r"minutes=0: 1 to 1440 minutes, for example minutes=360"),
        ({"minutes": 1441}, r"minutes=1441"),
        ({"time_zone": "CEST"}, r'time_zone="CEST": a name of the time zone database'),
        *(
            ({"days": days}, r'days and ranges of SUN, MON, .*, as days="MON-FRI"')
            for days in ("", "*", "MO", "MON-", "2")
        ),
    ],
)
def test_a_batch_window_that_cannot_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        BatchWindow(**values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"cpu": 300}, r"cpu=300: Fargate offers 256, 512"),
        ({"cpu": 1024, "memory_mb": 1024}, r"memory_mb=1024: with 1024 CPU units"),
        ({"storage_gib": 20}, r"storage_gib=20: Fargate offers 21 to 200 GiB, for example storage_gib=21"),
        ({"storage_gib": 201}, r"storage_gib=201"),
    ],
)
def test_a_size_that_fargate_does_not_offer_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Batch(**values)


@pytest.mark.parametrize(
    ("cron", "time_zone", "moment"),
    [
        ("59 21 ? * MON-FRI *", "UTC", "21:59"),
        ("0 4 ? * TUE *", "UTC", "Tuesday .* at 04:00"),
        ("0,30 3,4 ? * TUE *", "UTC", "Tuesday .* at 04:00"),
        # Sunday's window does not open, so nothing is open early on Monday.
        ("0 1 ? * MON-FRI *", "UTC", "Monday .* at 01:00"),
        # The last day of a month may be a Sunday.
        ("30 22 L * ? *", "UTC", "(Saturday|Sunday) .* at 22:30"),
        # 21:00 in UTC: in winter only, and in summer only.
        ("0 23 ? * MON *", "Europe/Helsinki", r"Monday 2026-01-\d\d at 23:00"),
        ("0 23 ? * MON *", "Europe/Berlin", "Monday 2026-03-30 at 23:00"),
    ],
)
def test_a_schedule_outside_of_the_batch_window_is_refused(cron: str, time_zone: str, moment: str) -> None:
    schedule = Schedule(job="NIGHTLY", cron=cron, time_zone=time_zone)
    said = rf'NIGHTLY would start on .*{moment}, outside of the batch window .* example cron="0 22 \? \* MON-FRI \*"'
    with pytest.raises(ConfigurationError, match=said):
        Batch(schedules=(schedule,), window=NIGHT)
    assert Batch(schedules=(schedule,)).window is None, "without a window any time is right"


@pytest.mark.parametrize(
    ("cron", "time_zone", "window"),
    [
        ("0 22 ? * MON-FRI *", "UTC", NIGHT),
        ("59 3 ? * TUE-SAT *", "UTC", NIGHT),
        ("30 23 L * ? *", "UTC", BatchWindow(start="22:00", minutes=360, days="MON-SUN")),
        ("*/5 * ? * * *", "UTC", BatchWindow(start="12:00", minutes=1440, days="SUN-SAT")),
        ("30 22 ? * MON-FRI *", "Europe/Berlin", BatchWindow(start="22:00", minutes=60, time_zone="Europe/Berlin")),
        ("30 22 ? * MON-FRI *", "Europe/Berlin", BatchWindow(start="20:00", minutes=120)),
        ("0 23 ? * SUN,WED *", "UTC", BatchWindow(days="SUN,WED")),
        # Asked for years that this rule does not look at.
        ("0 12 ? * * 2100", "UTC", NIGHT),
    ],
)
def test_a_schedule_in_it_is_taken(cron: str, time_zone: str, window: BatchWindow) -> None:
    schedule = Schedule(job="NIGHTLY", cron=cron, time_zone=time_zone)
    assert Batch(schedules=(schedule,), window=window).schedules == (schedule,)


def test_where_no_time_zone_is_known_the_build_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    schedule = Schedule(job="NIGHTLY", cron="1 12 ? * MON *", time_zone="Europe/Berlin")
    assert Batch(schedules=(schedule,), window=NIGHT)
    with pytest.raises(ConfigurationError, match="a name of the time zone database"):
        Schedule(job="NIGHTLY", cron="0 12 ? * MON *", time_zone="CEST")
