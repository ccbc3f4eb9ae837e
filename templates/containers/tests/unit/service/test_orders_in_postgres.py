"""Orders in PostgreSQL: what only a database with transactions has."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from orders.models import Order
from orders.schema import orders
from orders.settings import OrderSettings
from orders.store import OrderStore
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from web import database

from tests.unit.service.examples import KEPT

PAST = datetime.now(UTC) - timedelta(hours=1)
FUTURE = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def without_table(engine: Engine) -> Iterator[None]:
    """A database whose table has another name."""
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE orders RENAME TO hidden"))
    yield
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE hidden RENAME TO orders"))


def other_orders(number: int) -> list[Order]:
    return [KEPT.model_copy(update={"order_id": uuid4()}) for _ in range(number)]


def test_what_a_newer_version_stored_can_be_read(store: OrderStore, engine: Engine) -> None:
    store.add(KEPT)
    newer = [{"sku": "PEN-01", "quantity": 3, "unit_price": 250, "engraving": "For Ada"}]
    with engine.begin() as connection:
        connection.execute(update(orders).values(lines=newer))
    assert store.find(KEPT.order_id) == KEPT


def test_an_expired_order_is_none_before_it_is_deleted(store: OrderStore) -> None:
    store.add(KEPT, expires_at=PAST)
    assert store.find(KEPT.order_id) is None


def test_only_expired_orders_are_deleted(store: OrderStore, engine: Engine) -> None:
    expired, fresh, real = other_orders(3)
    for order, expires_at in ((expired, PAST), (fresh, FUTURE), (real, None)):
        store.add(order, expires_at=expires_at)
    assert store.delete_expired(at_most=10) == 1
    with engine.connect() as connection:
        assert set(connection.execute(select(orders.c.order_id)).scalars()) == {fresh.order_id, real.order_id}


def test_no_more_are_deleted_than_asked_for_and_the_oldest_first(store: OrderStore) -> None:
    for hours, order in enumerate(other_orders(5)):
        store.add(order, expires_at=PAST - timedelta(hours=hours))
    assert [store.delete_expired(at_most=3) for _ in range(3)] == [3, 2, 0]


def test_two_tasks_delete_at_once_without_waiting_for_each_other(store: OrderStore, engine: Engine) -> None:
    first, second = other_orders(2)
    for order in (first, second):
        store.add(order, expires_at=PAST)
    with engine.begin() as other_task:
        other_task.execute(select(orders).where(orders.c.order_id == first.order_id).with_for_update())
        assert store.delete_expired(at_most=10) == 1


def test_a_table_that_is_locked_for_too_long_is_an_error_of_ours(settings: OrderSettings, engine: Engine) -> None:
    impatient = database.connect(settings, session={"lock_timeout": "50ms"})
    with engine.begin() as other, pytest.raises(OperationalError, match="lock timeout"):
        other.execute(text("LOCK TABLE orders IN EXCLUSIVE MODE"))
        OrderStore(impatient).add(KEPT)
    impatient.dispose()


@pytest.mark.usefixtures("without_table")
def test_a_failure_of_the_database_reaches_the_caller_without_what_was_ordered(store: OrderStore) -> None:
    with pytest.raises(DBAPIError, match='relation "orders" does not exist') as failure:
        store.add(KEPT)
    assert "customer-7" not in str(failure.value) and "PEN-01" not in str(failure.value)


def test_a_missing_value_is_an_error_of_its_own(store: OrderStore) -> None:
    with pytest.raises(DBAPIError, match="not-null"):
        store.add(KEPT.model_copy(update={"currency": None}))
