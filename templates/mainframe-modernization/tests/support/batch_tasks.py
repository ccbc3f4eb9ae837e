"""One step as a task that a test starts by itself, without a state machine."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto import mock_aws

from tests.support.batch_containers import Container
from tests.support.batch_jobs import job
from tests.support.batch_machine import BUCKET, TASKS

EXECUTION = "arn:aws:states:us-east-1:111111111111:execution:TEST:one"
JOB = """
    name: TEST
    steps:
    - name: POST
      program: PROG
      datasets:
      - {dd: IN, instream: ["one"]}
      - {dd: OUT, dataset: BANK.OUT, disposition: [NEW, CATLG], format: fixed, length: 4}
"""


@contextmanager
def account(container: Container) -> Iterator[None]:
    """An account in which TEST's only step has the lock."""
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        boto3.client("dynamodb").create_table(
            TableName=TASKS.lock_table,
            KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        own(EXECUTION)
        container.define(job(JOB))
        yield


def own(execution: str) -> None:
    """Give the lock to an execution."""
    item = {"job": {"S": "TEST"}, "owner": {"S": execution}, "expires": {"N": "1"}}
    boto3.client("dynamodb").put_item(TableName=TASKS.lock_table, Item=item)


def start(container: Container, **variables: str) -> int:
    """The exit code of the step's task."""
    given = {"TASK_TOKEN": "token", "EXECUTION": EXECUTION, "LOCK_TABLE": TASKS.lock_table, "LOCK_SECONDS": "600"}
    container(["python", "-m", "batch", "step", "TEST", "POST"], given | variables)
    return container.exits[-1]


def outputs() -> list[str]:
    """The keys of all data sets."""
    found = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="datasets/")
    return [each["Key"] for each in found.get("Contents", [])]
