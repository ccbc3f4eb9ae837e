"""Connections to the database: who signs in, and what no query may do."""

from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from web import database
from web.settings import DatabaseSettings

from tests.support.postgres import Server


def test_without_a_password_each_new_connection_signs_in_with_a_token_of_its_own(server: Server, migrated: str) -> None:
    there = server.environment(migrated)
    environment = there | {"DATABASE_HOST": "database.internal", "DATABASE_IAM_REGION": "eu-west-1"}
    del environment["DATABASE_PASSWORD"]
    engine = database.connect(DatabaseSettings.load(environment))
    tokens: list[Any] = []

    # Called after the service's own listener. The server of these tests has another address, and knows no tokens.
    @event.listens_for(engine, "do_connect")
    def redirect(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
        tokens.append(parameters["password"])
        parameters.update(host=there["DATABASE_HOST"], password=there["DATABASE_PASSWORD"])

    with engine.connect() as first, engine.connect() as second:
        assert first.execute(text("SELECT 1")).scalar() == second.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()
    assert len(tokens) == 2
    for token in tokens:
        assert token.startswith(f"database.internal:{there['DATABASE_PORT']}/?")
        assert f"DBUser={there['DATABASE_USER']}" in token and "eu-west-1%2Frds-db%2Faws4_request" in token


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("timezone", "UTC"),
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ],
)
def test_every_session_is_bounded_in_time(engine: Engine, setting: str, value: str) -> None:
    with engine.connect() as connection:
        assert connection.execute(text(f"SHOW {setting}")).scalar_one() == value


def test_a_query_that_takes_too_long_is_stopped(settings: DatabaseSettings) -> None:
    engine = database.connect(settings, session={"statement_timeout": "20ms"})
    with engine.connect() as connection, pytest.raises(OperationalError, match="statement timeout"):
        connection.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_the_pool_is_bounded_and_whoever_waits_too_long_is_told(
    settings: DatabaseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_FOR_CONNECTION_SECONDS", 0.02)
    engine = database.connect(settings, pool_size=1)
    with engine.connect(), pytest.raises(NoConnectionFree):
        engine.connect()
    engine.dispose()


def test_a_connection_that_the_server_closed_is_replaced_unnoticed(engine: Engine, server: Server) -> None:
    with engine.connect() as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with server.engine("postgres") as other, other.begin() as admin:
        admin.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_parameter_never_shows_in_an_error(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as failure:
        connection.execute(text("SELECT 1 FROM nowhere WHERE name = :name"), {"name": "customer-7"})
    assert "customer-7" not in str(failure.value)
