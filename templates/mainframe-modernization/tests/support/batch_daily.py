"""A job of five steps for the state machine, and what an account shows of it."""

from collections.abc import Callable

import boto3

from batch.definition import Job
from tests.support.batch_machine import BUCKET, REGION, TASKS, Machine

DAILY = """
    name: DAILY
    steps:
    - name: SORT
      program: PROG
      parameter: "0"
      datasets:
      - {dd: IN, dataset: BANK.IN}
      - {dd: OUT, dataset: BANK.SORTED(+1), disposition: [NEW, CATLG, DELETE]}
    - name: POST
      program: PROG
      parameter: "4"
      datasets:
      - {dd: IN, dataset: BANK.SORTED(+1)}
      - {dd: OUT, dataset: BANK.MASTER(+1), disposition: [NEW, CATLG, DELETE]}
    - {name: ALERT, program: IEFBR14, run: only}
    - {name: STMT, program: PROG, parameter: "0", bypass_when: [{code: 4, operator: LT}]}
    - {name: CLEAN, program: PROG, parameter: "0", run: even}
"""
Make = Callable[[Job], Machine]


def locked() -> bool:
    """Whether an execution has the lock."""
    found = boto3.client("dynamodb", REGION).get_item(TableName=TASKS.lock_table, Key={"job": {"S": "DAILY"}})
    return "Item" in found


def stored(key: str) -> bytes | None:
    """An object of the bucket."""
    client = boto3.client("s3", REGION)
    if not client.list_objects_v2(Bucket=BUCKET, Prefix=key).get("KeyCount"):
        return None
    return bytes(client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
