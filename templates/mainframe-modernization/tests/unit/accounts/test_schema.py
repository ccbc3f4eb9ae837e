"""The table of accounts is that of the copybook, and the migrations make the tables that the code uses."""

import re
import runpy
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import ProgrammingError
from web import database
from web.migrations import config, head
from web.settings import DatabaseSettings

from accounts import acctrec
from accounts.postgresql import PostgresAccounts
from accounts.schema import LOCATION, metadata
from accounts.store import KEY, StoreNotReady
from records.copybook import read_copybook
from records.schema import table_source
from tests.support import accounts_postgres
from tests.support.accounts_stores import COPYBOOKS
from tests.support.expand_only import problems
from tests.support.migration_task import Task
from tests.support.postgres import Server
from tests.support.service_log import Lines

LAYOUT = read_copybook(COPYBOOKS / "ACCTREC.cpy")
ITS_OWN = {"alembic_version", "schema_history"}


def without_layout(source: str) -> str:
    return re.sub(r"[\s,()]+", "", source)


def test_the_table_of_accounts_is_the_one_of_the_copybook() -> None:
    committed = Path(acctrec.__file__).read_text("utf-8")
    assert without_layout(committed) == without_layout(table_source(LAYOUT, key=[KEY])), (
        "The copybook changed: write the table again (see accounts/schema.py) and a migration with what is new"
    )


def test_the_migrations_make_the_tables_that_the_code_uses(server: Server, migrated: str) -> None:
    with server.engine(migrated) as engine, engine.connect() as connection:
        names = {"include_name": lambda name, kind, _: kind != "table" or name not in ITS_OWN}
        assert compare_metadata(MigrationContext.configure(connection, opts=names), metadata) == []


def test_the_migrations_are_one_line() -> None:
    assert ScriptDirectory.from_config(config(LOCATION)).get_heads() == [head(LOCATION)]


def test_no_migration_breaks_the_version_that_still_runs() -> None:
    assert problems(config(LOCATION)) == []


def test_every_migration_can_be_taken_back(server: Server) -> None:
    with server.database() as name:
        for revision in ("0001", "head"):
            accounts_postgres.migrate(server, name, revision)
        accounts_postgres.migrate(server, name, "base", downwards=True)
        accounts_postgres.migrate(server, name)


def test_a_task_is_not_ready_before_its_migration_nor_without_a_database(server: Server, migrated: str) -> None:
    def store(name: str, **more: str) -> PostgresAccounts:
        settings = DatabaseSettings.load(accounts_postgres.environment(server, name, **more))
        return PostgresAccounts(database.connect(settings), LAYOUT)

    with server.database() as empty:
        for opened in (store(empty), store(migrated, DATABASE_HOST="127.0.0.1", DATABASE_PORT="9")):
            with pytest.raises(StoreNotReady, match="does not answer, or was never migrated"):
                opened.check()
            opened.close()
        accounts_postgres.migrate(server, empty, "0001")
        with pytest.raises(StoreNotReady, match="lacks migration 0002"):
            (opened := store(empty)).check()
        opened.close()


def test_the_role_of_the_service_may_change_rows_and_nothing_about_the_tables(
    server: Server, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.role() as role, server.database() as name:
        task = Task(server, name, role, log=log, location=LOCATION, metadata=metadata)
        with task.here(monkeypatch), pytest.raises(SystemExit) as ended:
            runpy.run_module("accounts.migrate", run_name="__main__")
        assert ended.value.code == 0
        task.sql("SELECT * FROM acctrec, postings, schema_history", "DELETE FROM acctrec", role=role)
        with pytest.raises(ProgrammingError, match="must be owner of table acctrec"):
            task.sql("DROP TABLE acctrec CASCADE", role=role)
