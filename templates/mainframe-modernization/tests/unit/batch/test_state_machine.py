"""The state machine of a job, run by an interpreter of Amazon States Language with real tasks of steps."""

import pytest

from batch.run import Run
from tests.support.batch_containers import Container
from tests.support.batch_daily import DAILY, Make, locked, stored
from tests.support.batch_jobs import job


def test_return_codes_below_16_run_to_the_end_and_the_highest_is_the_jobs(make: Make, container: Container) -> None:
    machine = make(job(DAILY))

    ended = machine.run()

    assert (ended.status, ended.error) == ("SUCCEEDED", ""), ended
    assert ended.output["returnCode"] == 4
    # ALERT is for an abend: it was bypassed, and no task was started for it.
    assert machine.started == ["SORT", "POST", "STMT", "CLEAN"]
    assert container.exits == [0, 0, 0, 0]
    assert ended.output["steps"]["POST"]["returnCode"] == 4
    assert stored("datasets/BANK.MASTER.G0001V00") == b"records"
    assert not locked()


def test_a_return_code_bypasses_by_cond(make: Make) -> None:
    machine = make(job(DAILY.replace('parameter: "4"', 'parameter: "8"')))

    ended = machine.run()

    assert (ended.status, ended.output["returnCode"]) == ("SUCCEEDED", 8)
    assert machine.started == ["SORT", "POST", "CLEAN"]


def test_an_abend_runs_the_steps_for_it_and_fails_the_execution(make: Make, container: Container) -> None:
    machine = make(job(DAILY.replace('parameter: "4"', 'parameter: "16"')))

    ended = machine.run()

    assert (ended.status, ended.error) == ("FAILED", "Batch.Abend"), ended
    assert ended.cause == "POST abended: return code 16, and 16 and above is an abend"
    assert machine.started == ["SORT", "POST", "ALERT", "CLEAN"]
    assert container.exits == [0, 1, 0, 0]
    assert stored("datasets/BANK.MASTER.G0001V00") is None
    assert not locked()


def test_a_missing_data_set_ends_the_execution_with_the_reason_and_is_not_tried_again(make: Make) -> None:
    machine = make(job(DAILY.replace("BANK.IN", "BANK.NONE")))

    ended = machine.run()

    assert (ended.status, ended.error) == ("FAILED", "Batch.Refused")
    assert "SORT: DD IN of SORT: data set BANK.NONE is not there" in ended.cause
    assert machine.started == ["SORT"]
    assert not locked()


def test_a_failure_of_the_infrastructure_is_tried_again_and_sees_the_same_generation(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, failures = Run.record, iter([ConnectionError("no route to S3")])

    def unstable(run: Run, outcome: object) -> None:
        if failure := next(failures, None):
            raise failure
        record(run, outcome)  # type: ignore[arg-type]

    monkeypatch.setattr(Run, "record", unstable)
    machine = make(job(DAILY))

    ended = machine.run()

    assert ended.status == "SUCCEEDED", ended
    assert machine.started == ["SORT", "SORT", "POST", "STMT", "CLEAN"]
    assert stored("datasets/BANK.SORTED.G0001V00") == b"records"
    assert stored("datasets/BANK.SORTED.G0002V00") is None


def test_a_restart_begins_at_its_step_with_the_generations_of_the_last_run(make: Make) -> None:
    machine = make(job(DAILY))
    machine.run()
    machine.started.clear()

    ended = machine.run({"from": "POST"}, name="again")

    assert ended.status == "SUCCEEDED", ended
    assert machine.started == ["POST", "STMT", "CLEAN"]
    assert ended.output["steps"]["POST"]["run"] == "first"
    assert stored("datasets/BANK.MASTER.G0002V00") is None


def test_a_restart_with_another_symbol_and_a_symbol_that_is_not_there_end_before_any_program(make: Make) -> None:
    machine = make(job(DAILY.replace("steps:", 'symbols: {RUNDATE: "20260131"}\n    steps:', 1)))
    machine.run()

    again = machine.run({"from": "POST", "symbols": {"RUNDATE": "20260201"}}, name="again")
    wrong = machine.run({"symbols": {"RUNDAT": "20260201"}}, name="wrong")

    assert [(each.status, each.error) for each in (again, wrong)] == [("FAILED", "Batch.Refused")] * 2
    assert "RUNDATE=20260201 comes too late: run first of" in again.cause
    assert "has no symbol RUNDAT; its symbols are RUNDATE" in wrong.cause
    assert stored("datasets/BANK.MASTER.G0002V00") is None
    assert not locked()
