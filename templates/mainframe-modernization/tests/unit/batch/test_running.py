"""While a step runs it says so, how long its job runs, and whether the batch window is over."""

import io
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from batch import emf
from batch.running import Running, moment
from batch.window import days, window

ABOUT = emf.About(namespace="bank-dev", environment="dev", job="DAILY")
NIGHT = window('{"start": "22:00", "minutes": 360, "time_zone": "Europe/Berlin", "days": "MON-FRI"}')
# A Friday evening in Berlin.
BEGAN = datetime(2026, 1, 30, 21, 30, tzinfo=UTC)


def told(started: datetime | None, now: datetime) -> dict[str, Any]:
    """The first line of a step that looks at its clock at `now`."""
    out = io.StringIO()
    with Running(ABOUT, started=started, window=NIGHT, out=out, now=lambda: now):
        pass
    line: dict[str, Any] = json.loads(out.getvalue().splitlines()[0])
    return line


def test_a_job_is_measured_from_its_begin(capsys: pytest.CaptureFixture[str]) -> None:
    line = told(BEGAN, BEGAN + timedelta(minutes=90))
    assert (line["Running"], line["ElapsedMinutes"], line["MinutesAfterWindow"]) == (1, 90, 0)
    [declared] = line["_aws"]["CloudWatchMetrics"]
    assert (declared["Namespace"], declared["Dimensions"]) == ("bank-dev", [["Environment", "Job"]])


def test_after_the_window_it_says_for_how_long() -> None:
    # The window ends at 4 o'clock on Saturday.
    assert told(BEGAN, datetime(2026, 1, 31, 2, 59, tzinfo=UTC))["MinutesAfterWindow"] == 0
    assert told(BEGAN, datetime(2026, 1, 31, 3, 7, tzinfo=UTC))["MinutesAfterWindow"] == 7


def test_a_job_that_began_outside_of_the_window_is_not_measured_by_it() -> None:
    noon = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)
    assert "MinutesAfterWindow" not in told(noon, noon + timedelta(hours=20))


def test_without_a_begin_it_says_that_it_runs() -> None:
    assert moment("") is None
    assert {"ElapsedMinutes", "MinutesAfterWindow"} & set(told(None, BEGAN)) == set()


def test_it_goes_on_for_as_long_as_the_step_runs() -> None:
    out = io.StringIO()
    with Running(ABOUT, started=BEGAN, window=None, out=out, seconds=0.02):
        until = time.monotonic() + 10
        while out.getvalue().count("\n") < 3 and time.monotonic() < until:
            time.sleep(0.01)
    lines = out.getvalue().splitlines()
    assert len(lines) >= 3
    assert all(json.loads(line)["Running"] == 1 for line in lines)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        # Friday 22:00 until Saturday 04:00 in Berlin.
        (datetime(2026, 1, 30, 21, 0, tzinfo=UTC), datetime(2026, 1, 31, 3, 0, tzinfo=UTC)),
        (datetime(2026, 1, 31, 2, 59, tzinfo=UTC), datetime(2026, 1, 31, 3, 0, tzinfo=UTC)),
        (datetime(2026, 1, 31, 3, 0, tzinfo=UTC), None),
        # On Saturday it does not open.
        (datetime(2026, 1, 31, 21, 30, tzinfo=UTC), None),
        # Summer.
        (datetime(2026, 7, 3, 20, 0, tzinfo=UTC), datetime(2026, 7, 4, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_window_that_is_open_ends(begins: datetime, ends: datetime | None) -> None:
    assert NIGHT is not None
    assert NIGHT.end_of(begins) == ends


@pytest.mark.parametrize(("text", "found"), [("MON-FRI", range(5)), ("SAT,SUN", (5, 6)), ("FRI-MON", (4, 5, 6, 0))])
def test_days_are_read_as_they_are_written(text: str, found: Any) -> None:
    assert days(text) == frozenset(found)


@pytest.mark.parametrize("text", ["[]", '{"start": "22:00"}', NIGHT and '{"start": "25:00"}'])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        window(text)
