"""`python -m batch unlock JOB EXECUTION`: release the lock of an execution that was stopped."""

import argparse
import os

from batch.errors import JobError
from batch.reaching_aws import one_sentence
from batch.region import use_region


def run(options: argparse.Namespace) -> int:
    """The exit code: 0 when it was released, 1 when this execution does not have it. Reads LOCK_TABLE."""
    # Only here: a job on this machine needs no AWS library, which takes longer to load than a small step to run.
    import boto3

    from batch.lock import Lock

    table = os.environ.get("LOCK_TABLE", "")
    if not table:
        raise JobError("LOCK_TABLE is not set; it is the output LockTable of the environment.")
    use_region()
    with one_sentence(f"{options.job} was not released"):
        lock = Lock(boto3.client("dynamodb"), table, job=options.job, owner=options.execution, seconds=1)
        released = lock.release()
    print(f"{options.job}: {'released' if released else 'this execution does not have the lock'}.")
    return 0 if released else 1
