"""What the logic does for a database: hashes of requests, and expired orders that go now and then."""

from typing import Any

import pytest
from orders import logic
from orders.models import Order
from orders.store import RequestKey
from sqlalchemy.exc import OperationalError

from tests.support.service_log import Lines
from tests.unit.service.examples import NEW


class StoreInMemory:
    """Keeps the keys that it was given, and may be broken."""

    def __init__(self) -> None:
        self.keys: list[RequestKey | None] = []
        self.cleaned = 0
        self.broken = False

    def add(self, order: Order, *, key: RequestKey | None = None, **_: Any) -> Order:
        self.keys.append(key)
        return order

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
