"""Placing and finding orders, without HTTP and without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from orders import logic
from orders.models import NewOrder, NewOrderLine, Order, OrderStatus
from orders.store import RequestKey
from sqlalchemy.exc import OperationalError

from tests.unit.service.conftest import Lines

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
        self.expiry: dict[UUID, datetime | None] = {}
        self.keys: list[RequestKey | None] = []
        self.cleaned = 0
        self.broken = False

    def add(self, order: Order, *, expires_at: datetime | None = None, key: RequestKey | None = None) -> Order:
        self.orders[order.order_id] = order
        self.expiry[order.order_id] = expires_at
        self.keys.append(key)
        return order

    def find(self, order_id: UUID) -> Order | None:
        return self.orders.get(order_id)

    def delete_expired(self, *, at_most: int) -> int:
        self.cleaned += 1
        if self.broken:
            raise OperationalError("DELETE", None, Exception("down"))
        return at_most


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


def test_a_real_order_stays_and_counts(orders: logic.Orders, store: StoreInMemory, log: Lines) -> None:
    order = orders.place(NEW)
    assert store.expiry[order.order_id] is None
    assert [line["OrdersPlaced"] for line in log()] == [1]


def test_a_synthetic_order_expires_after_a_day_and_does_not_count(
    orders: logic.Orders, store: StoreInMemory, log: Lines
) -> None:
    order = orders.place(NEW, synthetic=True)
    assert store.expiry[order.order_id] == order.placed_at + timedelta(days=1)
    assert not any("OrdersPlaced" in line for line in log())


def test_equal_requests_have_equal_hashes_and_different_ones_have_not(
    orders: logic.Orders, store: StoreInMemory
) -> None:
    for new, synthetic in (
        (NEW, False),
        (NEW, False),
        (NEW, True),
        (NEW.model_copy(update={"currency": "USD"}), False),
    ):
        orders.place(new, key="key-1", synthetic=synthetic)
    hashes = [key.request_hash for key in store.keys if key is not None]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_expired_orders_are_looked_for_now_and_then_only(orders: logic.Orders, store: StoreInMemory) -> None:
    for _ in range(3):
        orders.clean()
    assert store.cleaned == 1


def test_a_database_that_cannot_delete_harms_no_request(orders: logic.Orders, store: StoreInMemory, log: Lines) -> None:
    store.broken = True
    orders.clean()
    assert [(line["level"], line["message"]) for line in log()] == [
        ("WARNING", "Expired orders could not be deleted now")
    ]
