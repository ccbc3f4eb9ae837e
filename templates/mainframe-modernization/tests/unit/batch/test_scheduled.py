"""A job that a schedule starts gets its symbols from the moment that the schedule names, once for each moment."""

import json
from pathlib import Path

import pytest

from batch.errors import DatasetError, JobError
from batch.run import open_run
from batch.scheduled import scheduled
from batch.store import FolderStore
from tests.support.batch_jobs import job

JOB = job("""
    name: TEST
    symbols: {RUNDATE: "19700101", CYCLE: D}
    steps: [{name: ONE, program: IEFBR14}]
""")


def said(time: str = "2026-01-31T22:30:00Z", zone: str = "Europe/Berlin", **symbols: str) -> str:
    return json.dumps({"time": time, "time_zone": zone, "symbols": symbols or {"RUNDATE": "%Y%m%d"}})


def opened(folder: Path, execution: str, given: str = "", first: str = "", **symbols: str) -> dict[str, str]:
    found = open_run(
        FolderStore(folder), JOB, execution=execution, first=first, run="", symbols=symbols, scheduled=scheduled(given)
    )
    return dict(found.symbols)


@pytest.mark.parametrize(
    ("time", "zone", "date"),
    [
        ("2026-01-31T22:30:00Z", "UTC", "20260131"),
        ("2026-01-31T22:30:00Z", "Europe/Berlin", "20260131"),
        ("2026-01-31T23:30:00Z", "Europe/Berlin", "20260201"),
        # Summer: one hour more.
        ("2026-06-30T22:30:00Z", "Europe/Berlin", "20260701"),
        ("2026-02-01T03:30:00Z", "America/New_York", "20260131"),
    ],
)
def test_a_symbol_is_the_date_of_the_scheduled_moment_in_its_time_zone(time: str, zone: str, date: str) -> None:
    found = scheduled(said(time, zone))
    assert found is not None and found.symbols == {"RUNDATE": date}


def test_it_goes_before_the_default_of_the_job_and_behind_what_a_person_sets(tmp_path: Path) -> None:
    assert opened(tmp_path / "a", "one", said()) == {"RUNDATE": "20260131", "CYCLE": "D"}
    assert opened(tmp_path / "b", "one", said(), RUNDATE="20251231")["RUNDATE"] == "20251231"
    assert opened(tmp_path / "c", "one")["RUNDATE"] == "19700101"


def test_a_restart_keeps_the_date_of_its_run(tmp_path: Path) -> None:
    opened(tmp_path, "one", said())
    assert opened(tmp_path, "two", first="ONE")["RUNDATE"] == "20260131"


def test_a_schedule_with_a_symbol_that_its_job_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"TEST has no symbol RUNDAT; its symbols are RUNDATE, CYCLE"):
        opened(tmp_path, "one", said(RUNDAT="%Y%m%d"))
    # The moment is free for the next try.
    assert opened(tmp_path, "two", said())["RUNDATE"] == "20260131"


def test_a_restart_for_another_moment_than_its_run_began_with_is_refused(tmp_path: Path) -> None:
    opened(tmp_path, "one", said())
    with pytest.raises(JobError, match=r"RUNDATE=20260202 comes too late: run one of TEST began with RUNDATE=20260131"):
        opened(tmp_path, "two", said("2026-02-01T23:30:00Z"), first="ONE")


def test_a_task_that_is_tried_again_goes_on_with_its_run(tmp_path: Path) -> None:
    opened(tmp_path, "one", said())
    assert opened(tmp_path, "one", said())["RUNDATE"] == "20260131"


def test_a_schedule_that_starts_twice_for_one_moment_runs_once(tmp_path: Path) -> None:
    opened(tmp_path, "one", said())
    with pytest.raises(DatasetError, match="run one began for the scheduled moment 20260131T223000Z already"):
        opened(tmp_path, "two", said())
    assert opened(tmp_path, "three", said("2026-02-01T22:30:00Z"))["RUNDATE"] == "20260201"


def test_what_did_not_begin_leaves_the_moment_to_the_next_try(tmp_path: Path) -> None:
    # The record of the moment is there, and the plan is not: the task ended in between.
    opened(tmp_path, "one", said())
    (tmp_path / "runs/TEST/one/plan.json").unlink()
    assert opened(tmp_path, "one", said())["RUNDATE"] == "20260131"


@pytest.mark.parametrize(
    "given",
    [
        "tonight",
        "[]",
        '{"time": "2026-01-31T22:30:00Z"}',
        said("tonight"),
        said("2026-01-31T22:30:00"),
        said(zone="Europe/Nowhere"),
        json.dumps({"time": "2026-01-31T22:30:00Z", "time_zone": "UTC", "symbols": {"RUNDATE": 7}}),
    ],
)
def test_what_no_schedule_writes_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(JobError, match=r"is not what a schedule writes .* for example"):
        scheduled(given)
