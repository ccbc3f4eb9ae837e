"""The API as the load balancer reaches it, with a real database behind it."""

import pytest
from backend import api
from backend.settings import Settings
from sqlalchemy import Engine
from web import database

from tests.support.postgres import Server
from tests.support.service_log import Lines
from tests.unit.service.box import Service


def unreachable(settings: Settings) -> Engine:
    """Nothing listens on this port."""
    return database.connect(settings.model_copy(update={"database_host": "127.0.0.1", "database_port": 9}))


def test_health_tells_the_version_and_needs_no_database(settings: Settings) -> None:
    app = api.create(unreachable(settings), version="42", needed_revision="0001")
    answer = Service(app).request("GET", "/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "version": "42"})


def test_a_task_is_ready_when_the_database_has_its_schema(service: Service) -> None:
    answer = service.request("GET", "/ready")
    assert (answer.status, answer.body) == (200, {"status": "ready"})


def test_a_task_is_not_ready_before_its_migration(engine: Engine) -> None:
    answer = Service(api.create(engine, version="42", needed_revision="9999")).request("GET", "/ready")
    assert (answer.status, answer.body["message"]) == (503, "The database lacks migration 9999")


def test_a_task_is_not_ready_on_an_empty_database(server: Server, log: Lines) -> None:
    with server.database() as name:
        engine = database.connect(Settings.load(server.environment(name)))
        answer = Service(api.create(engine, version="42", needed_revision="0001")).request("GET", "/ready")
        engine.dispose()
    assert answer.status == 503
    assert 'relation "schema_history" does not exist' in log()[0]["exception"]


def test_a_task_is_not_ready_without_its_database(settings: Settings, log: Lines) -> None:
    answer = Service(api.create(unreachable(settings), version="42", needed_revision="0001")).request("GET", "/ready")
    assert (answer.status, answer.body["message"]) == (503, "The database does not answer, or was never migrated")
    assert "connection failed" in next(line["exception"] for line in log() if line["level"] == "WARNING")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/no-such-path"), ("POST", "/health"), ("GET", "/docs"), ("GET", "/openapi.json")]
)
def test_what_does_not_exist_is_404(service: Service, method: str, path: str) -> None:
    answer = service.request(method, path)
    assert (answer.status, answer.body["message"]) == (404, "Not found")


def test_every_request_has_one_line_with_its_route(service: Service, log: Lines) -> None:
    service.request("GET", "/ready")
    assert [(line["message"], line["method"], line["route"], line["status"]) for line in log()] == [
        ("Request answered", "GET", "/ready", 200)
    ]
