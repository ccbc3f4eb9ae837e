"""What the tests of the block share: a server, the service of `letters.py` on a database of it, and its log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from fastapi import FastAPI
from sqlalchemy import Engine, delete
from web import database

from tests.support import postgres
from tests.support.api_client import Client
from tests.support.migration_steps import History
from tests.support.migration_task import Task
from tests.support.postgres import Server
from tests.support.service_log import Lines, captured
from tests.unit.web import letters
from tests.unit.web.letters import LetterSettings


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    return postgres.started(pytestconfig)


@pytest.fixture
def history(tmp_path: Path) -> History:
    """The migrations of the service."""
    return letters.history(tmp_path)


@pytest.fixture(scope="session")
def migrated(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with the newest schema."""
    with server.database() as name, server.engine(name) as engine, engine.connect() as connection:
        config = letters.history(tmp_path_factory.mktemp("history")).config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        yield name


@pytest.fixture(scope="session")
def settings(server: Server, migrated: str) -> LetterSettings:
    return LetterSettings.load(server.environment(migrated, VERSION="42"))


@pytest.fixture(scope="session")
def connections(settings: LetterSettings) -> Iterator[Engine]:
    """The connections of the service, made once for all tests."""
    engine = database.connect(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(connections: Engine) -> Iterator[Engine]:
    """The connections of the service to a database without letters."""
    yield connections
    with connections.begin() as connection:
        connection.execute(delete(letters.letters))


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    """One of its own for each test: what was instrumented and has answered a request stays as it is."""
    return letters.create(engine)


@pytest.fixture
def client(app: FastAPI, log: Lines) -> Client:
    return Client(app)


@pytest.fixture
def log() -> Iterator[Lines]:
    with captured() as lines:
        yield lines


@pytest.fixture
def task(server: Server, history: History, log: Lines) -> Iterator[Task]:
    """On an empty database, for a role that does not exist yet."""
    with server.role() as role, server.database() as name:
        yield Task(server, name, role, log=log, location=history.location, metadata=letters.metadata)
