"""A machine for jobs, and a container on it."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.support.batch_containers import Container, StepFunctions
from tests.support.batch_daily import Make
from tests.support.batch_jobs import Bench
from tests.support.batch_machine import BUCKET, REGION, machines
from tests.support.batch_tasks import account


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Empty: no data set, no program."""
    return Bench(tmp_path)


@pytest.fixture
def step_functions(monkeypatch: pytest.MonkeyPatch) -> StepFunctions:
    """What a task reports to, instead of moto's."""
    found, client = StepFunctions(), boto3.client
    monkeypatch.setattr(boto3, "client", lambda name: found if name == "stepfunctions" else client(name))
    return found


@pytest.fixture
def task_container(bench: Bench, monkeypatch: pytest.MonkeyPatch, step_functions: StepFunctions) -> Iterator[Container]:
    """The container of TEST's only step, whose program ends with 4."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bench.program("PROG", 'printf abcdefgh > "$DD_OUT"; exit 4')
    made = Container(bench)
    with account(made):
        yield made


@pytest.fixture
def container(bench: Bench) -> Container:
    """Programs copy, and end with the return code that is their parameter."""
    bench.program("PROG", 'test -z "$DD_IN" || cat "$DD_IN" > "$DD_OUT"; exit "$1"')
    return Container(bench)


@pytest.fixture
def make(container: Container, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """An account with the input of the job in its bucket."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with machines(container) as made:
        boto3.client("s3", REGION).put_object(Bucket=BUCKET, Key="datasets/BANK.IN", Body=b"records")
        yield lambda job: made(container.define(job))
