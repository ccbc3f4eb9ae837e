"""Orders that many tests use: one that a customer places, and one as it is kept."""

from datetime import UTC, datetime
from uuid import UUID

from orders.models import NewOrder, NewOrderLine, Order, OrderLine, OrderStatus

NEW = NewOrder(
    customer_id="customer-7",
    currency="EUR",
    lines=[
        NewOrderLine(sku="PEN-01", quantity=3, unit_price=250),
        NewOrderLine(sku="INK-02", quantity=1, unit_price=999),
    ],
)

KEPT = Order(
    order_id=UUID("0b0e5f3c-2f5c-4c0a-9d3e-0c9a4f4f3c11"),
    customer_id="customer-7",
    currency="EUR",
    lines=[OrderLine(sku="PEN-01", quantity=3, unit_price=250)],
    total=750,
    status=OrderStatus.PLACED,
    placed_at=datetime(2026, 3, 10, 5, 16, 23, 123456, tzinfo=UTC),
)
