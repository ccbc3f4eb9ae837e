"""The one-off task that migrates a database, as the tests start it."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from orders import migrate
from sqlalchemy import inspect, text

from tests.unit.service.postgres import Server


class Task:
    """Runs the migration on one database, as a rule in this process."""

    def __init__(self, server: Server, database: str, role: str, log: Callable[[], list[dict[str, Any]]]) -> None:
        self.server, self.database, self.role, self.log = server, database, role, log
        self.environment = server.environment(database, APPLICATION_USER=role)

    def run(self, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
        """The exit code, and the last sentence in the log."""
        with monkeypatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr("orders.observability.configure", lambda *_, **__: None)
            code = migrate.main()
        return code, self.log()[-1]["message"]

    def start(self) -> "subprocess.Popen[str]":
        """Start it in a process of its own."""
        environment = {**os.environ, **self.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.Popen(
            [sys.executable, "-m", "orders.migrate"], env=environment, stdout=subprocess.PIPE, text=True
        )

    def sql(self, *statements: str, role: str | None = None) -> None:
        with self.server.engine(self.database) as engine, engine.begin() as connection:
            if role is not None:
                connection.execute(text(f"SET ROLE {role}"))
            for statement in statements:
                connection.execute(text(statement))

    def tables(self) -> set[str]:
        with self.server.engine(self.database) as engine:
            return set(inspect(engine).get_table_names())
