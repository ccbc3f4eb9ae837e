"""Orders in DynamoDB."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from botocore.exceptions import ClientError
from orders.models import Order, OrderLine, OrderStatus
from orders.store import OrderAlreadyExists, OrderStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ORDER = Order(
    order_id=UUID("0b0e5f3c-2f5c-4c0a-9d3e-0c9a4f4f3c11"),
    customer_id="customer-7",
    currency="EUR",
    lines=[OrderLine(sku="PEN-01", quantity=3, unit_price=250)],
    total=750,
    status=OrderStatus.PLACED,
    placed_at=datetime(2026, 3, 10, 5, 16, 23, 123456, tzinfo=UTC),
)


@pytest.fixture
def store(dynamodb: "DynamoDBClient") -> OrderStore:
    return OrderStore(dynamodb, "orders")


def test_an_order_comes_back_as_it_was_stored(store: OrderStore) -> None:
    store.add(ORDER)
    assert store.find(ORDER.order_id) == ORDER


def test_an_unknown_order_is_none(store: OrderStore) -> None:
    assert store.find(uuid4()) is None


def test_an_order_is_never_overwritten(store: OrderStore) -> None:
    store.add(ORDER)
    with pytest.raises(OrderAlreadyExists, match=str(ORDER.order_id)):
        store.add(ORDER.model_copy(update={"total": 1}))
    assert store.find(ORDER.order_id) == ORDER


def test_an_order_that_expires_carries_the_time_as_a_number(store: OrderStore, dynamodb: "DynamoDBClient") -> None:
    store.add(ORDER, expires_at=1_773_206_183)
    item = dynamodb.scan(TableName="orders")["Items"][0]
    assert item["expires_at"] == {"N": "1773206183"}
    assert store.find(ORDER.order_id) == ORDER


def test_an_order_that_stays_has_no_expiry(store: OrderStore, dynamodb: "DynamoDBClient") -> None:
    store.add(ORDER)
    assert "expires_at" not in dynamodb.scan(TableName="orders")["Items"][0]


def test_a_failure_of_dynamodb_reaches_the_caller(dynamodb: "DynamoDBClient") -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        OrderStore(dynamodb, "no-such-table").add(ORDER)
