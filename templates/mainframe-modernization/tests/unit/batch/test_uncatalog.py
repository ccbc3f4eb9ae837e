"""`python -m batch uncatalog`: a generation that should not have been catalogued is not the next run's (0)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from batch.__main__ import main
from batch.errors import JobError
from batch.generations import catalogued
from batch.s3_store import S3Store
from batch.store import FolderStore
from batch.uncatalog_command import uncatalog
from tests.support.batch_machine import BUCKET

GROUP = "BANK.MASTER"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 4):
        (tmp_path / f"{GROUP}.G{number:04d}V00").write_bytes(b"")
    return tmp_path


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("DATASET_BUCKET", BUCKET)
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for number in (1, 2):
            client.put_object(Bucket=BUCKET, Key=f"datasets/{GROUP}.G{number:04d}V00", Body=b"")
        yield client


@pytest.mark.parametrize(
    ("written", "left", "said"),
    [
        ("BANK.MASTER(0)", [2, 1], "BANK.MASTER.G0004V00 is taken out; BANK.MASTER(0) is BANK.MASTER.G0002V00 now."),
        ("BANK.MASTER(-1)", [4, 1], "BANK.MASTER.G0002V00 is taken out; BANK.MASTER(0) is BANK.MASTER.G0004V00 now."),
        ("BANK.MASTER.G0001V00", [4, 2], "BANK.MASTER.G0001V00 is taken out; BANK.MASTER(0) is BANK.MASTER.G0004V00"),
    ],
)
def test_it_is_gone_and_the_newest_is_named(
    written: str, left: list[int], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["uncatalog", written, "--datasets", str(folder)]) == 0

    assert catalogued(FolderStore(folder), GROUP) == left
    assert capsys.readouterr().out.startswith(said)


@pytest.mark.parametrize("written", ["BANK.MASTER(+1)", "BANK.MASTER(-3)", "BANK.MASTER.G0003V00", "BANK.OTHER(0)"])
def test_what_is_not_catalogued_is_refused_with_what_is(written: str, folder: Path) -> None:
    there = r"is not catalogued; generations of BANK\.[A-Z]+: (BANK\.MASTER\.G0004V00|none)"
    with pytest.raises(JobError, match=there):
        uncatalog(FolderStore(folder), written)

    assert catalogued(FolderStore(folder), GROUP) == [4, 2, 1]


def test_the_last_one_may_go(folder: Path) -> None:
    store = FolderStore(folder)
    said = [uncatalog(store, f"{GROUP}(0)") for _ in range(3)]
    assert said[-1] == "BANK.MASTER.G0001V00 is taken out; BANK.MASTER has no generation now."


def test_a_data_set_without_generations_is_refused(folder: Path) -> None:
    with pytest.raises(JobError, match=r"'BANK\.MASTER' is no generation of a generation data group; for example"):
        uncatalog(FolderStore(folder), GROUP)


def test_in_a_bucket_its_version_stays(s3: Any) -> None:
    assert main(["uncatalog", f"{GROUP}(0)"]) == 0

    assert catalogued(S3Store(s3, BUCKET), GROUP) == [1]
    kept = s3.list_object_versions(Bucket=BUCKET, Prefix=f"datasets/{GROUP}.G0002V00")["Versions"]
    assert len(kept) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "DATASET_BUCKET is not set; it is the output DatasetBucket of the environment."),
        (["--datasets", "none"], "'none' is no folder; data sets of jobs on this machine lie in build/datasets."),
    ],
)
def test_where_it_is_must_be_said(
    options: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DATASET_BUCKET", raising=False)

    assert main(["uncatalog", f"{GROUP}(0)", *options]) == 1

    assert capsys.readouterr().err == f"{said}\n"


def test_a_bucket_that_is_not_there_is_one_sentence(
    s3: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATASET_BUCKET", "not-there")

    assert main(["uncatalog", f"{GROUP}(0)"]) == 1

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("BANK.MASTER(0) was not taken out: An error occurred (NoSuchBucket)")
