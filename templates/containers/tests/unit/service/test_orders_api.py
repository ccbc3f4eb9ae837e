"""The API, with requests as the load balancer sends them and a real database behind it."""

import json
from uuid import uuid4

import pytest
from orders import api, database
from orders.schema import orders
from orders.settings import ServiceSettings
from orders.store import OrderStore
from sqlalchemy import Engine, select

from tests.unit.service.box import ORDER, Service
from tests.unit.service.conftest import Lines
from tests.unit.service.postgres import Server


def test_a_placed_order_is_answered_with_everything_that_was_kept(service: Service) -> None:
    answer = service.place()
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Location"] == f"/orders/{answer.body['order_id']}"
    assert {name: answer.body[name] for name in ORDER} == ORDER
    assert (answer.body["total"], answer.body["status"]) == (1749, "PLACED")


def test_a_placed_order_can_be_read(service: Service) -> None:
    placed = service.place()
    read = service.request("GET", placed.headers["Location"])
    assert (read.status, read.body) == (200, placed.body)


@pytest.mark.parametrize("headers", [{}, {"content-type": "Application/JSON; charset=utf-8"}])
def test_a_json_body_is_read_with_and_without_its_type(service: Service, headers: dict[str, str]) -> None:
    assert service.request("POST", "/orders", content=json.dumps(ORDER), headers=headers).status == 201


def test_an_unknown_order_is_404(service: Service) -> None:
    answer = service.request("GET", f"/orders/{uuid4()}")
    assert (answer.status, answer.body["message"]) == (404, "There is no order with this id")


def test_an_id_that_is_none_is_422(service: Service) -> None:
    answer = service.request("GET", "/orders/7")
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "path.order_id"


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


def test_a_synthetic_mark_that_is_neither_true_nor_false_is_refused(service: Service) -> None:
    answer = service.request("POST", "/orders", ORDER, headers={"x-synthetic": "perhaps"})
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "header.x-synthetic"


def unreachable(settings: ServiceSettings) -> Engine:
    """Nothing listens on this port."""
    return database.connect(settings.model_copy(update={"database_host": "127.0.0.1", "database_port": 9}))


def test_health_tells_the_version_and_needs_no_database(settings: ServiceSettings) -> None:
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
        engine = database.connect(ServiceSettings.load(server.environment(name)))
        answer = Service(api.create(OrderStore(engine), version="42", needed_revision="0001")).request("GET", "/ready")
        engine.dispose()
    assert answer.status == 503
    assert 'relation "schema_history" does not exist' in log()[0]["exception"]


def test_a_task_is_not_ready_without_its_database(settings: ServiceSettings, log: Lines) -> None:
    app = api.create(OrderStore(unreachable(settings)), version="42", needed_revision="0001")
    answer = Service(app).request("GET", "/ready")
    assert (answer.status, answer.body["message"]) == (503, "The database does not answer, or was never migrated")
    assert "connection failed" in next(line["exception"] for line in log() if line["level"] == "WARNING")
