"""Placing and finding orders, without HTTP and without what keeps them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from orders import logic
from orders.models import Order, OrderStatus

from tests.unit.service.examples import NEW


class StoreInMemory:
    def __init__(self) -> None:
        self.orders: dict[UUID, Order] = {}
        self.expiry: dict[UUID, Any] = {}

    def add(self, order: Order, *, expires_at: Any = None, **_: Any) -> Order:
        self.orders[order.order_id] = order
        self.expiry[order.order_id] = expires_at
        return order

    def find(self, order_id: UUID) -> Order | None:
        return self.orders.get(order_id)


@pytest.fixture
def store() -> StoreInMemory:
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


def test_a_real_order_stays_and_counts(
    orders: logic.Orders, store: StoreInMemory, counted: Callable[[], list[float]]
) -> None:
    order = orders.place(NEW)
    assert store.expiry[order.order_id] is None
    assert counted() == [1]


def test_a_synthetic_order_expires_after_a_day_and_does_not_count(
    orders: logic.Orders, store: StoreInMemory, counted: Callable[[], list[float]]
) -> None:
    order = orders.place(NEW, synthetic=True)
    assert lives(order, store) == pytest.approx(timedelta(days=1).total_seconds(), abs=1)
    assert counted() == []


def test_a_synthetic_order_that_is_kept_outlives_every_store_is_still_marked_and_does_not_count(
    orders: logic.Orders, store: StoreInMemory, counted: Callable[[], list[float]]
) -> None:
    order = orders.place(NEW, synthetic=True, keep=True)
    assert lives(order, store) > timedelta(days=99 * 365).total_seconds()
    assert counted() == []


def test_only_a_synthetic_order_has_an_end(orders: logic.Orders, store: StoreInMemory) -> None:
    assert store.expiry[orders.place(NEW, keep=True).order_id] is None


def lives(order: Order, store: StoreInMemory) -> float:
    """Seconds from placing to expiry. A table of DynamoDB wants seconds, PostgreSQL a time."""
    expires_at = store.expiry[order.order_id]
    seconds: float = expires_at.timestamp() if isinstance(expires_at, datetime) else expires_at
    return seconds - order.placed_at.timestamp()
