"""One execution of a job at a time, and an input that is wrong is refused before."""

import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from moto.dynamodb.models.table import Table

from batch.lock import Lock
from tests.support.batch_daily import DAILY, Make, locked
from tests.support.batch_jobs import job
from tests.support.batch_machine import REGION, TASKS


@pytest.mark.parametrize(
    ("given", "error", "cause"),
    [
        (
            {"from": "NOPE"},
            "Batch.NoSuchStep",
            "NOPE is no step of DAILY; its steps are SORT, POST",
        ),
        ({"form": "POST"}, "Batch.UnknownInput", "the input has form; it may have from, run, symbols"),
    ],
)
def test_an_input_that_is_wrong_is_refused_before_the_lock(
    make: Make, given: dict[str, object], error: str, cause: str
) -> None:
    machine = make(job(DAILY))

    ended = machine.run(given)

    assert (ended.status, ended.error) == ("FAILED", error)
    assert cause in ended.cause
    assert machine.started == []
    assert not locked()


def test_a_second_execution_is_refused_and_leaves_the_lock_to_the_first(make: Make) -> None:
    machine = make(job(DAILY))
    other = {"job": {"S": "DAILY"}, "owner": {"S": "another"}, "expires": {"N": "99999999999"}}
    client = boto3.client("dynamodb", REGION)
    client.put_item(TableName=TASKS.lock_table, Item=other)

    assert machine.run().error == "Batch.AlreadyRunning"
    assert machine.started == []
    assert locked()

    # By hand, as the runbook says.
    assert not Lock(client, TASKS.lock_table, job="DAILY", owner="not its owner", seconds=1).release()
    assert Lock(client, TASKS.lock_table, job="DAILY", owner="another", seconds=1).release()
    assert machine.run(name="second").status == "SUCCEEDED"


def test_of_executions_that_start_at_the_same_moment_one_runs(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    # As long as that between the look at the condition and the write, any other call may come.
    look = Table.get_item
    monkeypatch.setattr(Table, "get_item", lambda *given, **named: (look(*given, **named), time.sleep(0.1))[0])
    machine = make(job(DAILY))

    with ThreadPoolExecutor() as threads:
        ended = list(threads.map(lambda name: machine.run(name=name), ["first", "second", "third"]))

    assert sorted(each.error for each in ended) == ["", "Batch.AlreadyRunning", "Batch.AlreadyRunning"]
    # None of ALERT, which runs after an abend alone.
    assert machine.started == ["SORT", "POST", "STMT", "CLEAN"]


def test_a_lock_that_expired_is_taken_over(make: Make) -> None:
    expired = {"job": {"S": "DAILY"}, "owner": {"S": "stopped"}, "expires": {"N": "1000"}}
    boto3.client("dynamodb", REGION).put_item(TableName=TASKS.lock_table, Item=expired)

    assert make(job(DAILY)).run().status == "SUCCEEDED"
