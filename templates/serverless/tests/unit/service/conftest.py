"""The service with tables in memory, and its log."""

import io
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tests.unit.service.box import Service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

os.environ.update(TABLE_NAME="orders", IDEMPOTENCY_TABLE_NAME="idempotency", AWS_LAMBDA_FUNCTION_VERSION="42")


@pytest.fixture(scope="module")
def in_memory() -> "Iterator[DynamoDBClient]":
    """DynamoDB in memory. Shared by a file: boto3 takes as long to make a client as ten tests take to run."""
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture
def dynamodb(in_memory: "DynamoDBClient") -> "Iterator[DynamoDBClient]":
    """DynamoDB in memory, with both tables of the service, empty."""
    for table, key in (("orders", "order_id"), ("idempotency", "id")):
        in_memory.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    yield in_memory
    for table in in_memory.list_tables()["TableNames"]:
        in_memory.delete_table(TableName=table)


@pytest.fixture
def service(dynamodb: "DynamoDBClient") -> Service:
    """The whole service behind its handler."""
    from orders.handlers import api

    return Service(api)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that the service logs from here on, as JSON lines."""
    from orders.observability import logger

    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return written
