"""Placing an order at most once: a caller that repeats a request with its `Idempotency-Key` gets the same order.

A key belongs to one customer and is remembered for a day. The same key with another order, or another synthetic mark,
is refused. One gap remains: a function that dies after it stored the order and before it stored the answer leaves
the key free again, once its own time-out is over.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.serialization.pydantic import PydanticSerializer
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from orders.logic import Orders
from orders.models import NewOrder, Order

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEYS_ARE_REMEMBERED_SECONDS = 24 * 60 * 60


class OrderRequest(BaseModel):
    """A request to place an order, with the key that makes its repetition harmless."""

    key: str
    order: NewOrder
    synthetic: bool


class OncePerKey:
    """Places orders through `orders`, once per customer and key. The table has the partition key `id`."""

    def __init__(self, orders: Orders, client: "DynamoDBClient", table_name: str) -> None:
        self._config = IdempotencyConfig(
            event_key_jmespath="[order.customer_id, key]",
            payload_validation_jmespath="[order, synthetic]",
            raise_on_no_idempotency_key=True,
            expires_after_seconds=KEYS_ARE_REMEMBERED_SECONDS,
            hash_function="sha256",
        )

        def place(*, request: OrderRequest) -> Order:
            return orders.place(request.order, synthetic=request.synthetic)

        self._place: Callable[..., Order] = idempotent_function(
            place,
            data_keyword_argument="request",
            persistence_store=DynamoDBPersistenceLayer(table_name=table_name, boto3_client=client),
            config=self._config,
            output_serializer=PydanticSerializer(Order),
            # A fixed prefix: with the default, the function's qualified name, a refactoring forgets all keys.
            key_prefix="place-order",
        )

    def place(self, request: OrderRequest, context: LambdaContext) -> Order:
        """Place the order, or return the one placed before with this key.

        `context` tells how long this invocation may run: afterwards an unfinished attempt no longer blocks its key.
        Raises IdempotencyValidationError for a key that was used for another order, and
        IdempotencyAlreadyInProgressError while the first attempt still runs.
        """
        self._config.register_lambda_context(context)
        return self._place(request=request)
