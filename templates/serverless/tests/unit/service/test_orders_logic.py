"""Placing and finding orders, without HTTP and without AWS."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from orders import logic
from orders.models import NewOrder, NewOrderLine, Order, OrderStatus
from orders.observability import metrics

NEW = NewOrder(
    customer_id="customer-7",
    currency="EUR",
    lines=[
        NewOrderLine(sku="PEN-01", quantity=3, unit_price=250),
        NewOrderLine(sku="INK-02", quantity=1, unit_price=999),
    ],
)


class StoreInMemory:
    def __init__(self) -> None:
        self.orders: dict[UUID, Order] = {}
        self.expiry: dict[UUID, int | None] = {}

    def add(self, order: Order, *, expires_at: int | None = None) -> None:
        self.orders[order.order_id] = order
        self.expiry[order.order_id] = expires_at

    def find(self, order_id: UUID) -> Order | None:
        return self.orders.get(order_id)


@pytest.fixture
def store() -> StoreInMemory:
    metrics.clear_metrics()
    return StoreInMemory()


@pytest.fixture
def orders(store: StoreInMemory) -> logic.Orders:
    return logic.Orders(store)  # type: ignore[arg-type]


def test_the_total_is_the_sum_of_all_lines(orders: logic.Orders) -> None:
    assert orders.place(NEW).total == 3 * 250 + 999


def test_a_placed_order_keeps_what_was_ordered_and_gets_a_time(orders: logic.Orders) -> None:
    order = orders.place(NEW)
    assert (order.customer_id, order.currency, order.status) == ("customer-7", "EUR", OrderStatus.PLACED)
    assert [line.model_dump() for line in order.lines] == [line.model_dump() for line in NEW.lines]
    assert datetime.now(UTC) - order.placed_at < timedelta(seconds=5)


def test_two_orders_have_two_ids(orders: logic.Orders) -> None:
    assert orders.place(NEW).order_id != orders.place(NEW).order_id


def test_a_placed_order_is_found(orders: logic.Orders) -> None:
    order = orders.place(NEW)
    assert orders.find(order.order_id) == order


def test_an_unknown_order_is_not_found(orders: logic.Orders) -> None:
    with pytest.raises(logic.OrderNotFound):
        orders.find(uuid4())


def test_a_real_order_stays_and_counts(orders: logic.Orders, store: StoreInMemory) -> None:
    order = orders.place(NEW)
    assert store.expiry[order.order_id] is None
    assert metrics.metric_set["OrdersPlaced"]["Value"] == [1.0]


def test_a_synthetic_order_expires_after_a_day_and_does_not_count(orders: logic.Orders, store: StoreInMemory) -> None:
    order = orders.place(NEW, synthetic=True)
    assert store.expiry[order.order_id] == int((order.placed_at + timedelta(days=1)).timestamp())
    assert "OrdersPlaced" not in metrics.metric_set
