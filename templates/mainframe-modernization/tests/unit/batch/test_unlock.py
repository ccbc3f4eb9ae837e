"""`python -m batch unlock`: by hand, from a machine that may not know where AWS is."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from batch.__main__ import main
from tests.support.batch_machine import TASKS

OWNER = "arn:aws:states:us-east-1:111111111111:execution:DAILY:first"


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """No region and no credentials, wherever boto3 looks for them."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("LOCK_TABLE", TASKS.lock_table)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    return monkeypatch


@pytest.fixture
def table(nowhere: pytest.MonkeyPatch) -> Iterator[None]:
    with mock_aws():
        nowhere.setenv("AWS_REGION", "us-east-1")
        nowhere.setenv("AWS_DEFAULT_REGION", "us-east-1")
        client = boto3.client("dynamodb")
        client.create_table(
            TableName=TASKS.lock_table,
            KeySchema=[{"AttributeName": "job", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "job", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.put_item(TableName=TASKS.lock_table, Item={"job": {"S": "DAILY"}, "owner": {"S": OWNER}})
        yield


@pytest.mark.usefixtures("table")
def test_the_lock_of_its_execution_is_released_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["unlock", "DAILY", "another"]) == 1
    assert main(["unlock", "DAILY", OWNER]) == 0
    said = ["DAILY: this execution does not have the lock.", "DAILY: released."]
    assert capsys.readouterr().out.splitlines() == said


@pytest.mark.parametrize(
    ("region", "said"), [("", "You must specify a region"), ("us-east-1", "Unable to locate credentials")]
)
def test_without_region_or_credentials_one_sentence_says_what_is_missing(
    region: str, said: str, nowhere: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if region:
        nowhere.setenv("AWS_REGION", region)

    assert main(["unlock", "DAILY", OWNER]) == 1

    [line] = capsys.readouterr().err.splitlines()
    advice = "set AWS_REGION, and sign in to the account of the environment."
    assert line == f"DAILY was not released ({said}); {advice}"


def test_a_table_that_is_not_there_is_one_sentence(
    table: None, nowhere: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere.setenv("LOCK_TABLE", "not-there")

    assert main(["unlock", "DAILY", OWNER]) == 1

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("DAILY was not released: An error occurred (ResourceNotFoundException)")
