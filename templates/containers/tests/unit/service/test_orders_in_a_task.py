"""The API as the load balancer reaches it, with a real database behind it: what only a task has."""

import json
from typing import Any

import pytest
from orders import api
from orders.logic import Orders
from orders.schema import orders
from orders.settings import OrderSettings
from orders.store import OrderStore
from sqlalchemy import Engine, select
from web import database
from web.body_limit import MAX_BODY_BYTES

from tests.support.postgres import Server
from tests.support.service_log import Lines
from tests.unit.service.box import ORDER, Service


@pytest.mark.parametrize("headers", [{}, {"content-type": "Application/JSON; charset=utf-8"}])
def test_a_json_body_is_read_with_and_without_its_type(service: Service, headers: dict[str, str]) -> None:
    assert service.request("POST", "/orders", content=json.dumps(ORDER), headers=headers).status == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/invoices"), ("DELETE", "/orders"), ("POST", "/orders/"), ("GET", "/docs"), ("GET", "/openapi.json")],
)
def test_what_does_not_exist_is_404(service: Service, method: str, path: str) -> None:
    answer = service.request(method, path)
    assert (answer.status, answer.body["message"]) == (404, "Not found")


def test_a_synthetic_order_is_kept_for_a_day_only(service: Service, engine: Engine) -> None:
    assert service.place(synthetic=True).status == 201
    with engine.connect() as connection:
        kept = connection.execute(select(orders.c.placed_at, orders.c.expires_at)).one()
    assert (kept.expires_at - kept.placed_at).total_seconds() == 24 * 60 * 60


def test_a_synthetic_order_that_is_kept_stays_for_a_century(service: Service, engine: Engine) -> None:
    service.request("POST", "/orders", ORDER, headers={"x-synthetic": "true", "prefer": "keep"})
    with engine.connect() as connection:
        kept = connection.execute(select(orders.c.placed_at, orders.c.expires_at)).one()
    assert (kept.expires_at - kept.placed_at).days > 99 * 365


def unreachable(settings: OrderSettings) -> Engine:
    """Nothing listens on this port."""
    return database.connect(settings.model_copy(update={"database_host": "127.0.0.1", "database_port": 9}))


def test_health_tells_the_version_and_needs_no_database(settings: OrderSettings) -> None:
    app = api.create(OrderStore(unreachable(settings)), version="42", needed_revision="0001")
    answer = Service(app).request("GET", "/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "version": "42"})


def test_a_task_is_ready_when_the_database_has_its_schema(service: Service) -> None:
    answer = service.request("GET", "/ready")
    assert (answer.status, answer.body) == (200, {"status": "ready"})


def test_a_task_is_not_ready_before_its_migration(engine: Engine) -> None:
    answer = Service(api.create(OrderStore(engine), version="42", needed_revision="9999")).request("GET", "/ready")
    assert (answer.status, answer.body["message"]) == (503, "The database lacks migration 9999")


def test_a_task_is_not_ready_on_an_empty_database(server: Server, log: Lines) -> None:
    with server.database() as name:
        engine = database.connect(OrderSettings.load(server.environment(name)))
        answer = Service(api.create(OrderStore(engine), version="42", needed_revision="0001")).request("GET", "/ready")
        engine.dispose()
    assert answer.status == 503
    assert 'relation "schema_history" does not exist' in log()[0]["exception"]


def test_a_task_is_not_ready_without_its_database(settings: OrderSettings, log: Lines) -> None:
    app = api.create(OrderStore(unreachable(settings)), version="42", needed_revision="0001")
    answer = Service(app).request("GET", "/ready")
    assert (answer.status, answer.body["message"]) == (503, "The database does not answer, or was never migrated")
    assert "connection failed" in next(line["exception"] for line in log() if line["level"] == "WARNING")


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/vnd.order+json"])
def test_another_content_type_is_415(service: Service, kind: str) -> None:
    answer = service.request("POST", "/orders", content=json.dumps(ORDER), headers={"content-type": kind})
    assert (answer.status, answer.body["message"]) == (415, "Send the order as application/json")


def test_a_body_that_is_too_large_is_413(service: Service) -> None:
    answer = service.request("POST", "/orders", content=b" " * (MAX_BODY_BYTES + 1))
    assert (answer.status, answer.body) == (413, {"message": "The body is larger than 1 MiB", "problems": []})


def test_an_unexpected_error_is_500_without_detail(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(Orders, "place", broken)
    answer = service.place()
    assert (answer.status, answer.body) == (500, {"message": "Internal Server Error"})


def test_an_answer_that_breaks_its_own_model_is_our_error_and_not_the_callers(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Orders, "find", lambda *_: {"order_id": 7})
    assert service.request("GET", "/orders/0b0e5f3c-2f5c-4c0a-9d3e-0c9a4f4f3c11").status == 500
