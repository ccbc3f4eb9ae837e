"""Orders and idempotency keys in DynamoDB: what only its tables have."""

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from orders.store import OrderStore

from tests.unit.service.box import Context, Service
from tests.unit.service.examples import KEPT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_an_order_that_expires_carries_the_time_as_a_number(store: OrderStore, dynamodb: "DynamoDBClient") -> None:
    store.add(KEPT, expires_at=1_773_206_183)
    item = dynamodb.scan(TableName="orders")["Items"][0]
    assert item["expires_at"] == {"N": "1773206183"}
    assert store.find(KEPT.order_id) == KEPT


def test_an_order_that_stays_has_no_expiry(store: OrderStore, dynamodb: "DynamoDBClient") -> None:
    store.add(KEPT)
    assert "expires_at" not in dynamodb.scan(TableName="orders")["Items"][0]


def test_a_failure_of_dynamodb_reaches_the_caller(dynamodb: "DynamoDBClient") -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        OrderStore(dynamodb, "no-such-table").add(KEPT)


def test_a_request_without_a_key_leaves_none(service: Service, dynamodb: "DynamoDBClient") -> None:
    service.place()
    assert dynamodb.scan(TableName="idempotency")["Count"] == 0


def test_a_key_whose_first_request_still_runs_is_409(service: Service, dynamodb: "DynamoDBClient") -> None:
    service.place(key="key-1")
    record = dynamodb.scan(TableName="idempotency")["Items"][0]
    dynamodb.put_item(TableName="idempotency", Item={**record, "status": {"S": "INPROGRESS"}})
    answer = service.place(key="key-1")
    assert answer.status == 409
    assert "still being processed" in answer.body["message"]


def test_a_key_whose_first_request_timed_out_may_be_used_again(service: Service, dynamodb: "DynamoDBClient") -> None:
    service.context = Context(milliseconds_left=-1)
    service.place(key="key-1")
    record = dynamodb.scan(TableName="idempotency")["Items"][0]
    dynamodb.put_item(TableName="idempotency", Item={**record, "status": {"S": "INPROGRESS"}})
    assert service.place(key="key-1").status == 201


def test_a_failed_attempt_leaves_its_key_free(service: Service, dynamodb: "DynamoDBClient") -> None:
    dynamodb.delete_table(TableName="orders")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        service.place(key="key-1")
    assert dynamodb.scan(TableName="idempotency")["Count"] == 0


def test_a_key_is_forgotten_after_a_day(service: Service, dynamodb: "DynamoDBClient") -> None:
    placed = service.place(key="key-1")
    record = dynamodb.scan(TableName="idempotency")["Items"][0]
    placed_at = datetime.fromisoformat(placed.body["placed_at"]).timestamp()
    assert int(record["expiration"]["N"]) == pytest.approx(placed_at + 24 * 60 * 60, abs=5)
