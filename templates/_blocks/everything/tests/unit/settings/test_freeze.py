"""On the days of a freeze nothing is released, and whoever is refused reads why and until when."""

import zoneinfo
from datetime import UTC, datetime
from typing import Any

import pytest

from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.environment import DeploymentEnvironment
from settings.freeze import Freeze, refusal
from settings.window import DeploymentWindow

YEAR_END = Freeze(first="2026-12-20", last="2027-01-03", reason="Year end")
AUDIT = Freeze(first="2027-01-04", last="2027-01-04", reason="Audit")


def environment(**values: Any) -> DeploymentEnvironment:
    given: dict[str, Any] = {"name": "prod", "region": "eu-west-1", "delivery": Delivery.all_at_once(), **values}
    return DeploymentEnvironment(**{"approval": True, **given})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"first": "20.12.2026"}, r'first="20\.12\.2026": a day as year-month-day, for example first="2026-12-20"'),
        ({"first": "20261220"}, r'first="20261220": a day as year-month-day'),
        ({"last": "2026-W53-7"}, r'last="2026-W53-7": a day as year-month-day'),
        ({"last": "2027-02-29"}, r'last="2027-02-29": a day as year-month-day'),
        ({"last": "2026-12-19"}, r'last="2026-12-19": the first day, 2026-12-20, or a later one, for example last='),
        ({"reason": " "}, r'reason=" ": what a person reads whose release waits, for example reason="Year end"'),
    ],
)
def test_a_freeze_that_means_nothing_is_refused(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        Freeze(**{"first": "2026-12-20", "last": "2027-01-03", "reason": "Year end", **values})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"freezes": YEAR_END}, r"freezes=Freeze\(.*\): a tuple of Freeze, for example freezes=\(Freeze\(.*\),\)"),
        ({"freezes": [YEAR_END]}, "a tuple of Freeze, for example"),
        ({"freezes": ("2026-12-20",)}, "a tuple of Freeze, for example"),
        ({"freezes": (YEAR_END,), "approval": False}, "freezes of prod: .* for example approval=True; or leave the"),
        (
            {"freezes": (YEAR_END,), "window": DeploymentWindow(cron="* * 9-16 ? * *", time_zone="CEST")},
            'time_zone="CEST": a day begins and ends at midnight .* for example time_zone="Europe/Berlin"',
        ),
    ],
)
def test_a_calendar_that_nothing_could_keep_is_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        environment(**values)


def test_a_machine_without_a_list_of_time_zones_leaves_it_to_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    window = DeploymentWindow(cron="* * 9-16 ? * *", time_zone="Europe/Nowhere")
    assert environment(freezes=(YEAR_END,), window=window).time_zone == "Europe/Nowhere"


@pytest.mark.parametrize(
    ("now", "time_zone", "frozen"),
    [
        ("2026-12-19T23:59:59+00:00", "UTC", False),
        ("2026-12-20T00:00:00+00:00", "UTC", True),
        ("2027-01-03T23:59:59+00:00", "UTC", True),
        ("2027-01-04T00:00:00+00:00", "UTC", False),
        # Midnight is that of the place: in Berlin the freeze begins and ends an hour before it does in UTC.
        ("2026-12-19T23:00:00+00:00", "Europe/Berlin", True),
        ("2027-01-03T23:00:00+00:00", "Europe/Berlin", False),
        ("2027-01-04T04:29:00+00:00", "UTC-04:30", True),
        ("2027-01-04T04:30:00+00:00", "UTC-04:30", False),
        ("2026-12-19T18:30:00+00:00", "UTC+05:30", True),
    ],
)
def test_a_freeze_holds_from_its_first_day_to_its_last(now: str, time_zone: str, frozen: bool) -> None:
    assert bool(refusal((YEAR_END,), time_zone=time_zone, now=datetime.fromisoformat(now))) is frozen


def test_the_refusal_names_the_reasons_and_the_first_day_without_any_freeze() -> None:
    overlapping = Freeze(first="2026-12-24", last="2026-12-26", reason="Holidays")
    first_day = datetime(2026, 12, 20, tzinfo=UTC)
    said = refusal((AUDIT, overlapping, YEAR_END), time_zone="UTC", now=first_day)
    assert "Year end" in said
    assert "Audit" in said
    assert said.endswith("the first day on which it may be released again is 2027-01-05 (UTC)")
    assert "2027-01-04" in refusal((YEAR_END,), time_zone="UTC", now=first_day)


def test_without_a_freeze_nothing_is_refused() -> None:
    assert refusal((), time_zone="UTC", now=datetime(2026, 12, 24, tzinfo=UTC)) == ""
    assert environment().freezes == ()
