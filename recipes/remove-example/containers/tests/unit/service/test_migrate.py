"""`python -m backend.migrate`, the one-off task that migrates the database before traffic shifts."""

import runpy

import pytest
from backend.schema import metadata
from sqlalchemy.exc import ProgrammingError
from web.migrations import schema_history

from tests.support.migration_task import Task


def test_it_makes_the_tables_which_the_service_may_read_and_not_drop(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    with task.here(monkeypatch), pytest.raises(SystemExit) as ended:
        runpy.run_module("backend.migrate", run_name="__main__")
    assert ended.value.code == 0
    assert task.tables() == {*metadata.tables, schema_history.name, "alembic_version"}
    task.sql("SELECT revision FROM schema_history", role=task.role)
    with pytest.raises(ProgrammingError, match="must be owner"):
        task.sql("DROP TABLE schema_history", role=task.role)


def test_settings_that_are_wrong_are_exit_code_1(
    task: Task, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task.environment["APPLICATION_USER"] = ""
    with task.here(monkeypatch), pytest.raises(SystemExit) as ended:
        runpy.run_module("backend.migrate", run_name="__main__")
    assert ended.value.code == 1
    assert "APPLICATION_USER: " in capsys.readouterr().err
