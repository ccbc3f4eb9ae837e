"""Of the bench: what the task asked for."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orders.models import Order
from orders.store import OrderStore
from sqlalchemy import Engine, inspect
from tests.unit.service.box import Service

LINES = [{"sku": "PEN-01", "quantity": 1, "unit_price": 250}]
PATH = "/customers/{customer_id}/orders"


def place(service: Service, customer: str) -> str:
    answer = service.request("POST", "/orders", {"customer_id": customer, "currency": "EUR", "lines": LINES})
    assert answer.status == 201
    return str(answer.body["order_id"])


def test_the_orders_of_a_customer_the_newest_first(service: Service) -> None:
    ids = [place(service, "customer-7") for _ in range(22)]
    place(service, "customer-8")
    answer = service.request("GET", "/customers/customer-7/orders")
    assert answer.status == 200
    assert [order["order_id"] for order in answer.body["orders"]] == ids[:1:-1]
    assert answer.body["orders"][0] == service.request("GET", f"/orders/{ids[-1]}").body


def test_no_orders_are_an_empty_list(service: Service) -> None:
    answer = service.request("GET", "/customers/nobody/orders")
    assert (answer.status, answer.body) == (200, {"orders": []})


def test_an_expired_order_is_left_out(service: Service, store: OrderStore) -> None:
    id = place(service, "customer-9")
    order = Order.model_validate(service.request("GET", f"/orders/{id}").body)
    gone = order.model_copy(update={"order_id": order.order_id.__class__(int=7)})
    store.add(gone, expires_at=datetime.now(UTC) - timedelta(minutes=1))
    assert [each["order_id"] for each in service.request("GET", "/customers/customer-9/orders").body["orders"]] == [id]


def test_a_migration_made_an_index_that_begins_with_the_customer_and_the_time(engine: Engine) -> None:
    indexes = [index["column_names"][:2] for index in inspect(engine).get_indexes("orders")]
    assert ["customer_id", "placed_at"] in indexes


def test_the_document_has_it() -> None:
    assert PATH in json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text("utf-8"))["paths"]
