"""The service with tables in memory, and its log."""

import io
import json
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from tests.unit.service.box import Service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from orders.store import OrderStore

Lines = Callable[[], list[dict[str, Any]]]

os.environ.update(TABLE_NAME="orders", IDEMPOTENCY_TABLE_NAME="idempotency", AWS_LAMBDA_FUNCTION_VERSION="42")
# What this service calls itself in its metrics and logs.
os.environ.update(POWERTOOLS_SERVICE_NAME="orders", POWERTOOLS_METRICS_NAMESPACE="orders-test")


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
def store(dynamodb: "DynamoDBClient") -> "OrderStore":
    """Where orders are kept."""
    from orders.store import OrderStore

    return OrderStore(dynamodb, "orders")


@pytest.fixture
def number_of_orders(dynamodb: "DynamoDBClient") -> Callable[[], int]:
    """How many orders are kept now."""
    return lambda: dynamodb.scan(TableName="orders")["Count"]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """Everything that the service logs from here on, as the objects of its lines."""
    from orders.observability import logger

    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.fixture
def counted(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[float]]:
    """The orders that were counted from here on: published by a request, or waiting for the end of one."""
    from orders.observability import ORDERS_PLACED, metrics

    metrics.clear_metrics()

    def values() -> list[float]:
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if ORDERS_PLACED in line]
        published = [value for line in lines for value in line[ORDERS_PLACED]]
        return [*published, *metrics.metric_set.get(ORDERS_PLACED, {}).get("Value", [])]

    return values
