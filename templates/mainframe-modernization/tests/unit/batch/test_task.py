"""What the task of a step reports."""

import json
import time

import boto3
import pytest
from boto3.exceptions import S3UploadFailedError

from batch.s3_store import S3Store
from tests.support.batch_containers import Container, StepFunctions
from tests.support.batch_jobs import job
from tests.support.batch_machine import TASKS
from tests.support.batch_tasks import JOB, outputs, own, start


def test_the_return_code_is_reported_by_the_token_and_the_exit_code_is_0(
    task_container: Container, step_functions: StepFunctions
) -> None:
    assert start(task_container) == 0

    [reported] = step_functions.reported
    assert (reported["token"], reported["returnCode"], reported["next"]) == ("token", 4, "END")
    assert (reported["recordsRead"], reported["recordsWritten"]) == ({"IN": 1}, {"OUT": 2})
    lock = boto3.client("dynamodb").get_item(TableName=TASKS.lock_table, Key={"job": {"S": "TEST"}})["Item"]
    assert int(lock["expires"]["N"]) > time.time() + 500


def test_metrics_stand_in_the_log(task_container: Container, capsys: pytest.CaptureFixture[str]) -> None:
    start(task_container)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    step = {"Environment": "test", "Job": "TEST", "Step": "POST"}
    assert {name: lines[0][name] for name in (*step, "ReturnCode", "Abends")} == {**step, "ReturnCode": 4, "Abends": 0}
    [declared] = lines[0]["_aws"]["CloudWatchMetrics"]
    # Also of the job as a whole: an alarm watches jobs, however many steps they have.
    assert declared["Dimensions"] == [["Environment", "Job", "Step"], ["Environment", "Job"]]
    assert declared["Namespace"] == "bank-test"
    counts = {(line["DD"], name): line[name] for line in lines[1:] for name in line if name.startswith("Records")}
    assert counts == {("IN", "RecordsRead"): 1, ("OUT", "RecordsWritten"): 2}


def test_without_the_lock_the_program_is_not_started(task_container: Container, step_functions: StepFunctions) -> None:
    own("arn:aws:states:us-east-1:111111111111:execution:TEST:another")

    assert start(task_container) == 1

    assert step_functions.reported[0]["error"] == "Batch.LockLost"
    assert outputs() == []


def test_what_is_no_step_is_refused_with_the_steps(task_container: Container, step_functions: StepFunctions) -> None:
    task_container.define(job(JOB.replace("POST", "LOAD")))

    assert start(task_container) == 1

    assert step_functions.reported[0] == {
        "token": "token",
        "error": "Batch.Refused",
        "cause": "'POST' is no step of TEST; its steps are LOAD.",
    }


def test_an_upload_that_fails_is_reported_as_a_failure_of_the_infrastructure(
    task_container: Container, step_functions: StepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> str:
        raise S3UploadFailedError("the network is gone")

    monkeypatch.setattr(S3Store, "put", fails)

    assert start(task_container) == 1

    [reported] = step_functions.reported
    assert (reported["error"], reported["cause"]) == ("Batch.Infrastructure", "the network is gone")
