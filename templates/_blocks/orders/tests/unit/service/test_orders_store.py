"""Orders come back from where they are kept as they were."""

from uuid import uuid4

import pytest
from orders.models import OrderLine
from orders.store import OrderAlreadyExists, OrderStore

from tests.unit.service.examples import KEPT


def test_an_order_comes_back_as_it_was_stored(store: OrderStore) -> None:
    store.add(KEPT)
    found = store.find(KEPT.order_id)
    assert found == KEPT
    assert found.model_dump_json() == KEPT.model_dump_json()


def test_the_largest_order_fits(store: OrderStore) -> None:
    line = OrderLine(sku="A" * 40, quantity=10_000, unit_price=100_000_000)
    largest = KEPT.model_copy(update={"lines": [line] * 100, "total": 100 * 10_000 * 100_000_000})
    store.add(largest)
    assert store.find(KEPT.order_id) == largest


def test_an_unknown_order_is_none(store: OrderStore) -> None:
    assert store.find(uuid4()) is None


def test_an_order_is_never_overwritten(store: OrderStore) -> None:
    store.add(KEPT)
    with pytest.raises(OrderAlreadyExists, match=str(KEPT.order_id)):
        store.add(KEPT.model_copy(update={"total": 1}))
    assert store.find(KEPT.order_id) == KEPT
