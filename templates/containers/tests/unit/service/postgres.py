"""A real PostgreSQL for the tests: its databases are made for a test and dropped after it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Engine, create_engine, text

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
        """The environment variables of a container that works on this database."""
        host: Any = self.url.query.get("host", self.url.host)
        return {
            "SERVICE_NAME": "orders",
            "ENVIRONMENT_NAME": "test",
            "METRICS_NAMESPACE": "orders-test",
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
