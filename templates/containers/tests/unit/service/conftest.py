"""The service with a real PostgreSQL, and its log."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from fastapi import FastAPI
from orders import api, migrations
from orders.observability import ORDERS_PLACED
from orders.schema import LOCATION, metadata, orders
from orders.settings import OrderSettings
from orders.store import OrderStore
from sqlalchemy import Engine, delete, func, select
from web import database
from web.migrations import config, head

from tests.support import postgres
from tests.support.migration_steps import unwritten
from tests.support.migration_task import Task
from tests.support.one_failure import Broken
from tests.support.postgres import Server
from tests.support.service_log import Lines, captured
from tests.unit.service.box import Service

STEPS = Path(migrations.__file__).parent / "versions"


@pytest.fixture(scope="session", autouse=True)
def every_step_is_written() -> None:
    """An empty step is one failure: no database could be migrated."""
    if found := unwritten(STEPS):
        raise Broken("\n".join(found))


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    return postgres.started(pytestconfig)


@pytest.fixture(scope="session")
def migrated(server: Server) -> Iterator[str]:
    """The name of a database with the newest schema."""
    with server.database() as name, server.engine(name) as engine, engine.connect() as connection:
        made = config(LOCATION)
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
        yield name


@pytest.fixture(scope="session")
def settings(server: Server, migrated: str) -> OrderSettings:
    return OrderSettings.load(server.environment(migrated, VERSION="42"))


@pytest.fixture(scope="session")
def connections(settings: OrderSettings) -> Iterator[Engine]:
    """The connections of the service, made once for all tests."""
    engine = database.connect(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(connections: Engine) -> Iterator[Engine]:
    """The connections of the service to a database without orders."""
    yield connections
    with connections.begin() as connection:
        connection.execute(delete(orders))


@pytest.fixture(scope="session")
def app(connections: Engine) -> FastAPI:
    """The application, made once: that takes longer than most requests do."""
    return api.create(OrderStore(connections), version="42", needed_revision=head(LOCATION))


@pytest.fixture
def service(app: FastAPI, engine: Engine, log: Lines) -> Service:
    """The whole service behind its API."""
    return Service(app)


@pytest.fixture
def log() -> Iterator[Lines]:
    with captured() as lines:
        yield lines


@pytest.fixture
def store(engine: Engine) -> OrderStore:
    """Where orders are kept."""
    return OrderStore(engine)


@pytest.fixture
def number_of_orders(engine: Engine) -> Callable[[], int]:
    """How many orders are kept now."""

    def count() -> int:
        with engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(orders)).scalar_one()

    return count


@pytest.fixture
def counted(log: Lines) -> Callable[[], list[float]]:
    """The orders that were counted from here on."""
    return lambda: [line[ORDERS_PLACED] for line in log() if ORDERS_PLACED in line]


@pytest.fixture
def task(server: Server, log: Lines) -> Iterator[Task]:
    """On an empty database, for a role that does not exist yet."""
    with server.role() as role, server.database() as name:
        yield Task(server, name, role, log=log, location=LOCATION, metadata=metadata)
