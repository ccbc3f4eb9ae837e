"""The one-off task that migrates a database, as the tests run it: in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import MetaData, inspect, text
from web import migrate
from web.settings import MigrationSettings

from tests.support.postgres import Server
from tests.support.service_log import Lines


class Task:
    """Runs a migration on one database."""

    def __init__(
        self, server: Server, database: str, role: str, *, log: Lines, location: str, metadata: MetaData
    ) -> None:
        """location, metadata: as for `web.migrate.migrate`. role: of the service."""
        self.server, self.database, self.role, self.log = server, database, role, log
        self.location, self.metadata = location, metadata
        self.environment = server.environment(database, APPLICATION_USER=role)

    @contextmanager
    def here(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Meanwhile this process is the task."""
        with monkeypatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr("web.observability.configure", lambda *_, **__: None)
            yield

    def main(self, location: str = "") -> int:
        """What the process does. location: of the migrations of another image."""
        return migrate.main(MigrationSettings, location=location or self.location, metadata=self.metadata)

    def run(self, monkeypatch: pytest.MonkeyPatch, location: str = "") -> tuple[int, str]:
        """The exit code, and the last sentence in the log."""
        with self.here(monkeypatch):
            code = self.main(location)
        return code, self.log()[-1]["message"]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody migrates this database meanwhile: whoever wants to waits."""
        with self.server.engine(self.database) as engine, engine.begin() as other:
            other.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": migrate.LOCK})
            yield

    def sql(self, *statements: str, role: str | None = None) -> None:
        with self.server.engine(self.database) as engine, engine.begin() as connection:
            if role is not None:
                connection.execute(text(f"SET ROLE {role}"))
            for statement in statements:
                connection.execute(text(statement))

    def tables(self) -> set[str]:
        with self.server.engine(self.database) as engine:
            return set(inspect(engine).get_table_names())
