"""Orders in DynamoDB: one item per order, partition key `order_id`, time to live in `expires_at`."""

import json
from typing import TYPE_CHECKING
from uuid import UUID

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from orders.models import Order

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class OrderAlreadyExists(Exception):
    """An order with this id is in the store already; the store never overwrites one."""


class OrderStore:
    """Writes and reads orders. Errors of DynamoDB itself reach the caller unchanged."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table_name = table_name

    def add(self, order: Order, *, expires_at: int | None = None) -> None:
        """Keep a new order. `expires_at` (Unix seconds) lets DynamoDB delete it after that time.

        Raises OrderAlreadyExists when the id is taken.
        """
        item = order.model_dump(mode="json")
        if expires_at is not None:
            item["expires_at"] = expires_at
        serialize = TypeSerializer().serialize
        try:
            self._client.put_item(
                TableName=self._table_name,
                Item={name: serialize(value) for name, value in item.items()},
                ConditionExpression="attribute_not_exists(order_id)",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise OrderAlreadyExists(str(order.order_id)) from error

    def find(self, order_id: UUID) -> Order | None:
        """The order with this id, or None. A customer who just placed an order finds it (consistent read)."""
        answer = self._client.get_item(
            TableName=self._table_name, Key={"order_id": {"S": str(order_id)}}, ConsistentRead=True
        )
        if "Item" not in answer:
            return None
        item = TypeDeserializer().deserialize({"M": answer["Item"]})
        # Through JSON, because DynamoDB's numbers come back as Decimal and every number of an order is whole.
        return Order.model_validate_json(json.dumps(item, default=int))
