"""Data sets in a bucket: what a step that never ended left there does not count, and a further try reads the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from batch.definition import Job
from batch.errors import LockLost
from batch.generations import catalogued, current
from batch.outcome import Outcome
from batch.program import Program
from batch.run import Run, open_run
from batch.s3_store import S3Store
from batch.step import run_step
from tests.support.batch_jobs import Bench, job

BUCKET = "bank-datasets-test"
POST = """
    name: DAILY
    steps:
    - name: POST
      program: ADD
      datasets:
      - {dd: MASTER, dataset: BANK.MASTER, disposition: [OLD]}
      - {dd: LOG, dataset: BANK.LOG(+1), disposition: [NEW, CATLG]}
"""


@pytest.fixture
def store() -> Iterator[S3Store]:
    """A bucket that keeps versions, with a master."""
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        client.put_object(Bucket=BUCKET, Key="datasets/BANK.MASTER", Body=b"1")
        yield S3Store(client, BUCKET)


def opened(store: S3Store, made: Job, execution: str = "one") -> Run:
    return open_run(store, made, execution=execution, first="", run="", symbols={})


def content(store: S3Store, key: str, folder: Path) -> bytes | None:
    version = current(store, key)
    if version is None:
        return None
    return store.fetch(key, version.id, folder / "read", writable=True).read_bytes()


def post(store: S3Store, bench: Bench, execution: str = "one") -> Outcome:
    bench.program("ADD", 'printf 1 >> "$DD_MASTER"; cp "$DD_MASTER" "$DD_LOG"')
    return run_step(opened(store, job(POST), execution), "POST", bench.place)


def dies_before_its_manifest(store: S3Store, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """All uploads of a step, and then the end of its container."""

    def lost(run: Run, outcome: Outcome) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(Run, "record", lost)
        with pytest.raises(ConnectionError):
            post(store, bench)


def test_a_step_reads_and_writes_objects_of_the_bucket(store: S3Store, bench: Bench, tmp_path: Path) -> None:
    outcome = post(store, bench)

    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"11"
    assert content(store, "datasets/BANK.LOG.G0001V00", tmp_path) == b"11"
    assert all(one.version not in ("", "null") for one in outcome.written)


def test_what_a_step_uploaded_without_its_manifest_does_not_count(
    store: S3Store, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies_before_its_manifest(store, bench, monkeypatch)

    assert store.names("datasets/") == ["datasets/BANK.LOG.G0001V00", "datasets/BANK.MASTER"]
    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"1"
    assert current(store, "datasets/BANK.LOG.G0001V00") is None
    assert catalogued(store, "BANK.LOG") == []


def test_a_further_try_of_a_step_that_updates_in_place_does_not_post_twice(
    store: S3Store, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies_before_its_manifest(store, bench, monkeypatch)

    post(store, bench)

    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"11"
    assert catalogued(store, "BANK.LOG") == [1]


def test_a_further_try_reads_what_the_first_read_although_newer_arrived(
    store: S3Store, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies_before_its_manifest(store, bench, monkeypatch)
    arrived = tmp_path / "arrived"
    arrived.write_bytes(b"9")
    store.put("datasets/BANK.MASTER", arrived, manifest="", sha256="")

    post(store, bench)
    assert content(store, "datasets/BANK.LOG.G0001V00", tmp_path) == b"11"

    # Another execution reads what is there now.
    post(store, bench, "two")
    assert content(store, "datasets/BANK.LOG.G0002V00", tmp_path) == b"111"


def test_what_a_lost_task_uploads_after_the_manifest_does_not_count(
    store: S3Store, bench: Bench, tmp_path: Path
) -> None:
    post(store, bench)
    late = tmp_path / "late"
    late.write_bytes(b"late")

    store.put("datasets/BANK.MASTER", late, manifest="runs/DAILY/one/POST/one.json", sha256="of late")

    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"11"


def test_nothing_is_uploaded_when_the_right_to_write_is_lost(store: S3Store, bench: Bench, tmp_path: Path) -> None:
    def lost() -> None:
        raise LockLost("gone")

    started: list[Program] = []
    place = replace(bench.place, before_publishing=lost, started=started.append)
    bench.program("ADD", 'printf 1 >> "$DD_MASTER"')
    with pytest.raises(LockLost):
        run_step(opened(store, job(POST)), "POST", place)

    assert len(started) == 1
    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"1"
    assert "datasets/BANK.LOG.G0001V00" not in store.names("datasets/")


def test_a_deleted_data_set_is_not_there_until_it_is_written_again(store: S3Store, tmp_path: Path) -> None:
    store.delete("datasets/BANK.MASTER")
    assert current(store, "datasets/BANK.MASTER") is None

    file = tmp_path / "new"
    file.write_bytes(b"2")
    store.put("datasets/BANK.MASTER", file, manifest="", sha256="")
    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"2"
    assert len(list(store.versions("datasets/BANK.MASTER"))) == 1


def test_a_longer_name_is_not_taken_for_a_version_of_a_shorter(store: S3Store, tmp_path: Path) -> None:
    file = tmp_path / "other"
    file.write_bytes(b"other")
    store.put("datasets/BANK.MASTER.OLD", file, manifest="", sha256="")

    assert content(store, "datasets/BANK.MASTER", tmp_path) == b"1"
    assert current(store, "datasets/BANK.MAST") is None
