"""A data set that is put into the bucket counts only when it is whole, readable, and arrived as it was sent."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from batch.__main__ import main
from batch.catalogue import read_catalogue
from batch.errors import DatasetError, JobError
from batch.generations import current, read_outcome
from batch.put import Source, put
from batch.s3_store import S3Store
from tests.support.batch_jobs import COPYBOOK
from tests.support.batch_machine import BUCKET

CATALOGUE = """\
datasets:
- {name: BANK.ITEMS, format: fixed, length: 12, copybook: ITEM, code_page: "037"}
- {name: BANK.MASTER, format: fixed, length: 4, generations: 3}
- {name: BANK.PLAIN, format: fixed, length: 4}
"""
ITEM = bytes.fromhex("c1c2c3f1 0012345c f0f0f7 40")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("DATASET_BUCKET", BUCKET)
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cpy").mkdir()
    (tmp_path / "jobs").mkdir()
    (tmp_path / "cpy/ITEM.cpy").write_text(COPYBOOK)
    (tmp_path / "jobs/datasets.yaml").write_text(CATALOGUE)
    return tmp_path


def command(folder: Path, dataset: str, content: bytes, *more: str) -> int:
    (folder / "file").write_bytes(content)
    places = ("--jobs", str(folder / "jobs"), "--copybooks", str(folder / "cpy"))
    return main(["put", dataset, str(folder / "file"), *places, *more])


def test_a_data_set_counts_once_its_manifest_says_what_arrived(
    s3: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(folder, "BANK.ITEMS", ITEM * 2) == 0

    store = S3Store(s3, BUCKET)
    version = current(store, "datasets/BANK.ITEMS")
    assert version is not None
    found = read_outcome(store, version.manifest)
    assert found is not None
    [written] = found.written
    assert (written.records, written.bytes, written.sha256) == (2, 24, version.sha256)
    assert "BANK.ITEMS: 2 records, 24 bytes" in capsys.readouterr().out


def test_a_new_generation_follows_those_that_are_there(s3: Any, folder: Path) -> None:
    assert command(folder, "BANK.MASTER(+1)", b"aaaa") == 0
    assert command(folder, "BANK.MASTER(+1)", b"bbbb") == 0
    assert command(folder, "BANK.MASTER.G0009V00", b"cccc") == 0
    names = S3Store(s3, BUCKET).names("datasets/")
    assert names == [f"datasets/BANK.MASTER.G000{number}V00" for number in (1, 2, 9)]


@pytest.mark.parametrize(
    ("dataset", "content", "said"),
    [
        ("BANK.ITEMS", ITEM + b"1234567", "record 2 .*7"),
        ("BANK.PLAIN", b"aaaabb", "record 2 at offset 4 has 2 bytes; each has 4"),
        ("BANK.OTHER", b"aaaa", "BANK.OTHER is not in the catalogue"),
        ("BANK.MASTER", b"aaaa", r"BANK.MASTER is a generation data group; .*BANK.MASTER\(\+1\)"),
        ("BANK.MASTER(0)", b"aaaa", "a generation that is there already"),
        ("bank.plain", b"aaaa", "is no data set name"),
    ],
)
def test_what_no_job_could_read_is_refused_and_nothing_is_put(
    s3: Any, folder: Path, capsys: pytest.CaptureFixture[str], dataset: str, content: bytes, said: str
) -> None:
    assert command(folder, dataset, content) == 1
    assert re.search(said, capsys.readouterr().err)
    assert S3Store(s3, BUCKET).names("") == []


def test_what_arrives_otherwise_does_not_count(s3: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = S3Store.fetch

    def spoilt(self: S3Store, key: str, version: str, target: Path, *, writable: bool) -> Path:
        found = fetch(self, key, version, target, writable=writable)
        target.write_bytes(b"xxxx")
        return found

    monkeypatch.setattr(S3Store, "fetch", spoilt)
    (folder / "file").write_bytes(b"aaaa")
    source = Source(
        file=folder / "file",
        catalogue=read_catalogue(folder / "jobs/datasets.yaml"),
        copybooks=folder / "cpy",
        scratch=folder,
    )
    store = S3Store(s3, BUCKET)
    with pytest.raises(DatasetError, match=r"was sent and .* arrived"):
        put(store, "BANK.PLAIN", source)
    assert current(store, "datasets/BANK.PLAIN") is None


@pytest.mark.parametrize("option", ["--lock-days=30", "--lock-until=2099-12-31"])
def test_golden_data_is_locked_with_its_manifest(s3: Any, folder: Path, option: str) -> None:
    assert command(folder, "BANK.PLAIN", b"aaaa", option) == 0
    for key in S3Store(s3, BUCKET).names(""):
        head = s3.head_object(Bucket=BUCKET, Key=key)
        assert head["ObjectLockMode"] == "GOVERNANCE"
        assert head["ObjectLockRetainUntilDate"] > datetime.now(UTC)


def test_the_region_may_be_said_as_ecs_says_it(s3: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    boto3.setup_default_session()
    assert command(folder, "BANK.PLAIN", b"aaaa") == 0
    assert os.environ["AWS_DEFAULT_REGION"] == "us-east-1"


def test_without_a_lock_none_is_set(s3: Any, folder: Path) -> None:
    assert command(folder, "BANK.PLAIN", b"aaaa") == 0
    assert "ObjectLockMode" not in s3.head_object(Bucket=BUCKET, Key="datasets/BANK.PLAIN")


def test_a_bucket_that_is_not_there_is_one_sentence(
    s3: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATASET_BUCKET", "no-such-bucket")
    assert command(folder, "BANK.PLAIN", b"aaaa") == 1
    assert capsys.readouterr().err.startswith("BANK.PLAIN was not put: ")
    monkeypatch.delenv("DATASET_BUCKET")
    assert command(folder, "BANK.PLAIN", b"aaaa") == 1
    assert "DATASET_BUCKET is not set" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--lock-days=0", "--lock-until=2020-01-01", "--lock-until=tomorrow"])
def test_a_lock_that_is_none_is_refused(folder: Path, option: str) -> None:
    with pytest.raises(SystemExit):
        command(folder, "BANK.PLAIN", b"aaaa", option)


def test_a_file_that_is_not_there_is_refused(s3: Any, folder: Path) -> None:
    source = Source(file=folder / "none", catalogue={}, copybooks=folder, scratch=folder)
    with pytest.raises(JobError):
        put(S3Store(s3, BUCKET), "BANK.PLAIN", source)
