"""The shapes of an order, at the boundary of the service and in the store.

Amounts are whole numbers in the smallest unit of the currency (cents): no rounding anywhere.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_LINES = 100

Sku = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{1,39}$", description="Article number", examples=["PEN-01"])]
# Strict: "2", 2.0 and true are mistakes of the caller, not quantities.
Quantity = Annotated[int, Field(strict=True, ge=1, le=10_000, examples=[2])]
UnitPrice = Annotated[
    int, Field(strict=True, ge=0, le=100_000_000, description="Price of one piece in cents", examples=[250])
]
CustomerId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", examples=["customer-7"])]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code", examples=["EUR"])]


class OrderLine(BaseModel):
    """One article of an order. Ignores fields that it does not know: see `Order`."""

    sku: Sku
    quantity: Quantity
    unit_price: UnitPrice


class NewOrderLine(OrderLine):
    """A line as a customer sends it: a field that the service does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class NewOrder(BaseModel):
    """What a customer sends to place an order."""

    model_config = ConfigDict(extra="forbid")

    customer_id: CustomerId
    currency: Currency
    lines: Annotated[list[NewOrderLine], Field(min_length=1, max_length=MAX_LINES)]

    @model_validator(mode="after")
    def each_article_once(self) -> Self:
        """Two lines of one article are most likely a slip of the caller, and with two prices they are ambiguous."""
        skus = [line.sku for line in self.lines]
        repeated = sorted({sku for sku in skus if skus.count(sku) > 1})
        if repeated:
            raise ValueError(f"each article belongs on one line, repeated: {', '.join(repeated)}")
        return self


class OrderStatus(StrEnum):
    """Where an order is in its life. Placing is all that this service does so far."""

    PLACED = "PLACED"


class Order(BaseModel):
    """An order as the service keeps and returns it.

    Unknown fields are ignored on reading: after a rollback the older code meets orders of the newer code.
    """

    order_id: UUID
    customer_id: CustomerId
    currency: Currency
    lines: list[OrderLine]
    total: Annotated[int, Field(strict=True, ge=0, description="Sum of all lines in cents", examples=[500])]
    status: OrderStatus
    placed_at: Annotated[datetime, Field(description="Time of placing, UTC")]


class Health(BaseModel):
    """The answer of `GET /health`."""

    status: Annotated[str, Field(examples=["ok"])]
    version: Annotated[str, Field(description="Version that answered", examples=["42"])]
