"""`python -m batch put DATASET FILE`: a data set of the mainframe into the bucket of an environment."""

import argparse
import os
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from batch.catalogue import read_catalogue
from batch.errors import DatasetError, JobError

# S3 Object Lock: nobody overwrites or deletes this version, but who may lift the lock with a right of its own. In
# COMPLIANCE mode not even the root user of the account could, for as long as the lock lasts.
_MODE = "GOVERNANCE"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What `run` reads, beside `jobs` and `copybooks`."""
    parser.add_argument("dataset", help="for example BANK.TRANS.DAILY, or BANK.ACCOUNT.MASTER(+1) for a generation")
    parser.add_argument("file", type=Path, help="in binary, in the code page that jobs/datasets.yaml says")
    lock = parser.add_mutually_exclusive_group()
    lock.add_argument("--lock-days", type=_days, metavar="N", help="nobody can change or delete it for N days")
    lock.add_argument("--lock-until", type=_last_day, metavar="DATE", help="the same, until the end of a day in UTC")


def run(options: argparse.Namespace) -> int:
    """The exit code: 0 when the data set counts, else 1 after one sentence. Reads DATASET_BUCKET."""
    # Only here: a job on this machine needs no AWS library, which takes longer to load than a small step to run.
    import boto3
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    from batch.put import Source, put
    from batch.region import use_region
    from batch.s3_store import S3Store

    bucket = os.environ.get("DATASET_BUCKET", "")
    if not bucket:
        raise JobError("DATASET_BUCKET is not set; it is the output DatasetBucket of the environment.")
    use_region()
    source = Source(
        file=options.file,
        catalogue=read_catalogue(options.jobs / "datasets.yaml"),
        copybooks=options.copybooks,
        scratch=Path(gettempdir()),
    )
    until = _until(options)
    lock: dict[str, Any] = {"ObjectLockMode": _MODE, "ObjectLockRetainUntilDate": until} if until else {}
    try:
        made = put(S3Store(boto3.client("s3"), bucket, upload=lock), options.dataset, source)
    except (DatasetError, ClientError, BotoCoreError, Boto3Error, OSError) as error:
        print(f"{options.dataset} was not put: {error}", file=sys.stderr)
        return 1
    records = "records of unknown length" if made.records is None else f"{made.records} records"
    locked = f", locked until {until:%Y-%m-%d %H:%M} UTC" if until else ""
    name = made.key.partition("/")[2]
    print(f"{name}: {records}, {made.bytes} bytes, SHA-256 {made.sha256}, version {made.version}{locked}; verified.")
    return 0


def _until(options: argparse.Namespace) -> datetime | None:
    if options.lock_days:
        return datetime.now(UTC) + timedelta(days=options.lock_days)
    return datetime.combine(options.lock_until, time.max, UTC) if options.lock_until else None


def _days(given: str) -> int:
    # Amazon S3 Object Lock: retention of at most 100 years.
    if not given.isdecimal() or not 1 <= int(given) <= 36_500:
        raise argparse.ArgumentTypeError(f"'{given}' is not a whole number of days from 1 to 36500")
    return int(given)


def _last_day(given: str) -> datetime:
    try:
        found = datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{given}' is no date, for example 2027-01-31") from None
    if found.date() < datetime.now(UTC).date():
        raise argparse.ArgumentTypeError(f"{given} is over; a lock lasts until a day to come")
    return found
