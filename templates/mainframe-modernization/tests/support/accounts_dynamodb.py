"""A DynamoDB for the tests of accounts: moto's, with the table as the data stack makes it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import boto3
from moto import mock_aws

from tests.support.moto_in_order import in_order

REGION = "eu-west-1"
TABLE = "accounts"
_FAKE = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",  # pragma: allowlist secret
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def moto() -> Iterator[None]:
    """AWS is moto meanwhile."""
    with patch.dict(os.environ, _FAKE), mock_aws(), in_order():
        yield


@contextmanager
def table() -> Iterator[None]:
    """An empty table."""
    client = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "account", "KeyType": "HASH"}, {"AttributeName": "item", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in ("account", "item")],
    )
    yield
    client.delete_table(TableName=TABLE)


def environment(**more: str) -> dict[str, str]:
    """The variables of a container that works on this table."""
    return {
        "SERVICE_NAME": "accounts",
        "ENVIRONMENT_NAME": "test",
        "METRICS_NAMESPACE": "accounts-test",
        "STORE": "dynamodb",
        "TABLE_NAME": TABLE,
        "AWS_REGION": REGION,
        **more,
    }
