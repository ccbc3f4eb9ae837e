"""Runs the generated state machine of a job, with an account around it and each task in a thread."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3

from batch.definition import Job
from batch.state_machine import Tasks, state_machine
from tests.support.batch_interpreter import interpreter, without_waits

REGION = "eu-central-1"
BUCKET = "bank-datasets-test"
TASKS = Tasks(
    cluster=f"arn:aws:ecs:{REGION}:111111111111:cluster/batch",
    task_definition=f"arn:aws:ecs:{REGION}:111111111111:task-definition/batch:1",
    container="batch",
    subnets=["subnet-1"],
    security_groups=["sg-1"],
    lock_table="batch-locks",
)
# command, environment variables → what the container does; it reports by its token.
Container = Callable[[list[str], dict[str, str]], object]


@dataclass(frozen=True)
class Ended:
    """status: SUCCEEDED or FAILED. output: of the first, error and cause: of the second."""

    status: str
    output: dict[str, Any]
    error: str
    cause: str


class Machine:
    """A job's state machine. started: the steps whose tasks were started, in order."""

    def __init__(self, job: Job, started: list[str]) -> None:
        self.client = boto3.client("stepfunctions", REGION)
        self.started = started
        self.arn = self.client.create_state_machine(
            name=job.name,
            definition=json.dumps(without_waits(state_machine(job, TASKS))),
            roleArn="arn:aws:iam::111111111111:role/batch",
        )["stateMachineArn"]

    def run(self, given: Mapping[str, object] | None = None, *, name: str = "first") -> Ended:
        """Run an execution to its end."""
        arn = self.client.start_execution(stateMachineArn=self.arn, name=name, input=json.dumps(given or {}))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = self.client.describe_execution(executionArn=arn["executionArn"])
            if found["status"] != "RUNNING":
                output = json.loads(found.get("output") or "{}")
                return Ended(found["status"], output, found.get("error", ""), found.get("cause", ""))
            time.sleep(0.02)
        raise AssertionError(f"{arn['executionArn']} did not end within 60 seconds")


@contextmanager
def machines(container: Container) -> Iterator[Callable[[Job], Machine]]:
    """An account with a bucket, a table of locks, and ECS whose tasks are `container`."""
    started: list[str] = []
    running: list[threading.Thread] = []

    def start(asked: dict[str, Any]) -> None:
        override = asked["Overrides"]["ContainerOverrides"][0]
        variables = {each["Name"]: each["Value"] for each in override["Environment"]}
        started.append(override["Command"][-1])
        running.append(threading.Thread(target=container, args=(override["Command"], variables)))
        running[-1].start()

    with interpreter(start):
        s3 = boto3.client("s3", REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        boto3.client("dynamodb", REGION).create_table(
            TableName=TASKS.lock_table,
            KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield lambda job: Machine(job, started)
        # What still runs would look for the real AWS.
        for thread in running:
            thread.join(30)
