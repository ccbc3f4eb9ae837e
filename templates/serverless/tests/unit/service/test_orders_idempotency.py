"""Repeating a request with its Idempotency-Key places one order only."""

import io
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from orders.observability import metrics

from tests.unit.service.box import ORDER, Context, Service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def number_of_orders(dynamodb: "DynamoDBClient") -> int:
    return dynamodb.scan(TableName="orders")["Count"]


def test_without_a_key_every_request_is_an_order(service: Service, dynamodb: "DynamoDBClient") -> None:
    assert service.place().body["order_id"] != service.place().body["order_id"]
    assert number_of_orders(dynamodb) == 2
    assert dynamodb.scan(TableName="idempotency")["Count"] == 0


def test_the_same_key_and_order_return_the_same_order(service: Service, dynamodb: "DynamoDBClient") -> None:
    first, second = service.place(key="key-1"), service.place(key="key-1")
    assert (first.status, second.status) == (201, 201)
    assert second.body == first.body
    assert second.headers["Location"] == first.headers["Location"]
    assert number_of_orders(dynamodb) == 1


def test_an_order_counts_once_however_often_it_is_repeated(
    service: Service, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.clear_metrics()
    for _ in range(3):
        service.place(key="key-1")
    assert capsys.readouterr().out.count('"OrdersPlaced":[1.0]') == 1
    assert log.getvalue().count("Order placed") == 1


def test_the_same_key_with_another_order_is_refused(service: Service, dynamodb: "DynamoDBClient") -> None:
    service.place(key="key-1")
    answer = service.place({**ORDER, "currency": "USD"}, key="key-1")
    assert (answer.status, answer.body["message"]) == (422, "This Idempotency-Key was used for another order")
    assert number_of_orders(dynamodb) == 1


def test_the_same_key_never_turns_a_real_order_into_a_synthetic_one(service: Service) -> None:
    service.place(key="key-1")
    assert service.place(key="key-1", synthetic=True).status == 422


def test_a_key_belongs_to_one_customer(service: Service) -> None:
    first = service.place(key="key-1")
    other = service.place({**ORDER, "customer_id": "customer-8"}, key="key-1")
    assert other.status == 201
    assert other.body["order_id"] != first.body["order_id"]


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


@pytest.mark.parametrize("key", ["with blank", "x" * 129, "ü"])
def test_a_key_that_cannot_be_one_is_refused(service: Service, key: str) -> None:
    answer = service.place(key=key)
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "header.idempotency-key"
