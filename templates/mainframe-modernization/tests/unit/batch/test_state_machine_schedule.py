"""The state machine hands on for which moment a schedule started it."""

from tests.support.batch_daily import Make, stored
from tests.support.batch_jobs import job

DATED = """
    name: DAILY
    symbols: {RUNDATE: "19700101"}
    steps:
    - {name: ONE, program: IEFBR14}
    - name: TWO
      program: PROG
      parameter: "0"
      datasets:
      - {dd: IN, instream: ["&RUNDATE"]}
      - {dd: OUT, dataset: BANK.DAY.D&RUNDATE, disposition: [NEW, CATLG]}
"""
MOMENT = {"time": "2026-01-31T23:30:00Z", "time_zone": "Europe/Berlin", "symbols": {"RUNDATE": "%y%m%d"}}


def test_a_scheduled_execution_and_its_restart_have_the_symbols_of_the_moment(make: Make) -> None:
    machine = make(job(DATED))

    ended = machine.run({"scheduled": MOMENT})

    assert ended.status == "SUCCEEDED", ended
    assert stored("datasets/BANK.DAY.D260201") is not None

    again = machine.run({"from": "TWO"}, name="again")
    assert again.status == "SUCCEEDED", again
    assert again.output["steps"]["TWO"]["run"] == "first"


def test_the_second_start_for_one_moment_is_refused(make: Make) -> None:
    machine = make(job(DATED))
    machine.run({"scheduled": MOMENT})

    ended = machine.run({"scheduled": MOMENT}, name="second")

    assert (ended.status, ended.error) == ("FAILED", "Batch.Refused"), ended
    assert "run first began for the scheduled moment 20260131T233000Z already" in ended.cause
