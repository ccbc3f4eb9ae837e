"""Idempotency keys in PostgreSQL: requests that wait for each other, and keys that expire."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from orders import api
from orders.schema import orders
from orders.settings import OrderSettings
from orders.store import KeyInUse, OrderStore, RequestKey, _placed_before
from sqlalchemy import Engine, delete, insert, select, update
from web import database

from tests.support.postgres import Server
from tests.unit.service.box import ORDER, Service


def test_many_requests_at_once_with_one_key_place_one_order(
    service: Service, engine: Engine, number_of_orders: Callable[[], int]
) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: service.place(key="key-1"), range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["order_id"] for answer in answers}) == 1
    assert number_of_orders() == 1


@pytest.mark.parametrize(("ends", "is_first"), [("commit", True), ("rollback", False)])
def test_a_repeated_request_waits_for_the_first_one_and_takes_over_only_if_that_failed(
    service: Service,
    engine: Engine,
    number_of_orders: Callable[[], int],
    server: Server,
    migrated: str,
    ends: str,
    is_first: bool,
) -> None:
    # Given a first request whose transaction is still open
    first = service.place(key="key-1").body["order_id"]
    with engine.connect() as open_transaction:
        row = open_transaction.execute(select(orders)).one()
        open_transaction.execute(delete(orders))
        open_transaction.commit()
        open_transaction.execute(insert(orders).values(row._asdict()))
        # When it is sent again, and then ends
        with ThreadPoolExecutor(1) as thread:
            again = thread.submit(service.place, key="key-1")
            server.wait_for_blocked_queries(migrated)
            getattr(open_transaction, ends)()
            placed = again.result()
    # Then the second one returns its order, or places one
    assert placed.status == 201
    assert (placed.body["order_id"] == first) is is_first
    assert number_of_orders() == 1


def test_a_key_whose_first_request_takes_too_long_is_409(settings: OrderSettings, engine: Engine) -> None:
    impatient = database.connect(settings, session={**database.SESSION, "lock_timeout": "50ms"})
    service = Service(api.create(OrderStore(impatient), version="42", needed_revision="0001"))
    service.place(key="key-1")
    with engine.begin() as open_transaction:
        open_transaction.execute(update(orders).values(idempotency_key="key-2"))
        answer = service.place(key="key-2")
    impatient.dispose()
    assert answer.status == 409
    assert "still being processed" in answer.body["message"]


def test_a_key_is_forgotten_after_a_day(service: Service, engine: Engine) -> None:
    first = service.place(key="key-1")
    with engine.begin() as connection:
        connection.execute(update(orders).values(placed_at=orders.c.placed_at - timedelta(days=1, seconds=1)))
    second = service.place({**ORDER, "currency": "USD"}, key="key-1")
    assert second.status == 201
    assert second.body["order_id"] != first.body["order_id"]
    assert service.request("GET", first.headers["Location"]).status == 200


def test_a_key_whose_order_expired_meanwhile_may_be_tried_again(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(KeyInUse):
        _placed_before(connection, "customer-7", RequestKey(key="key-1", request_hash=""))
