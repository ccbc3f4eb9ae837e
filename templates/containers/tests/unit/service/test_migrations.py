"""Every migration, up and down, on tables that have rows."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from orders import migrations
from orders.schema import metadata, schema_history
from sqlalchemy import Connection, MetaData, Table, func, select

from tests.unit.service.postgres import Server
from tests.unit.service.rows import add_a_row_to_each

STEPS: list[Script] = list(reversed(list(ScriptDirectory.from_config(migrations.config()).walk_revisions())))
ITS_OWN = {"alembic_version", schema_history.name}


@pytest.fixture
def connection(server: Server) -> Iterator[Connection]:
    """An empty database."""
    with server.database() as name, server.engine(name) as engine, engine.connect() as connection:
        yield connection


def go(connection: Connection, direction: str, revision: str) -> None:
    config = migrations.config()
    config.attributes["connection"] = connection
    getattr(command, direction)(config, revision)
    connection.commit()


def tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    connection.commit()
    return [table for table in found.sorted_tables if table.name not in ITS_OWN]


def add_a_row_to_each_table(connection: Connection) -> None:
    add_a_row_to_each(connection, tables(connection))


def rows(connection: Connection) -> dict[str, int]:
    counts = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables(connection)
    }
    connection.commit()
    return counts


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.revision)
def test_a_migration_keeps_every_row_and_can_be_taken_back(connection: Connection, step: Script) -> None:
    # Given the schema before it, with a row in each table
    before = str(step.down_revision or "base")
    if step.down_revision is not None:
        go(connection, "upgrade", before)
    add_a_row_to_each_table(connection)
    kept = rows(connection)
    # When it is applied, used, taken back and applied again
    go(connection, "upgrade", step.revision)
    assert kept.items() <= rows(connection).items()
    add_a_row_to_each_table(connection)
    go(connection, "downgrade", before)
    assert set(rows(connection)) == set(kept)
    go(connection, "upgrade", step.revision)
    # Then no row that was there is lost
    assert all(rows(connection)[table] >= number for table, number in kept.items())


def test_the_migrations_make_the_tables_that_the_code_uses(connection: Connection) -> None:
    go(connection, "upgrade", "head")
    context = MigrationContext.configure(
        connection, opts={"include_name": lambda name, kind, _: kind != "table" or name not in ITS_OWN}
    )
    assert compare_metadata(context, metadata) == []


def test_the_migrations_are_one_line() -> None:
    scripts = ScriptDirectory.from_config(migrations.config())
    assert scripts.get_heads() == [migrations.head()]
    assert [len(scripts.get_revisions(step.down_revision or ())) for step in STEPS] == [0] + [1] * (len(STEPS) - 1)


def test_every_revision_is_remembered(connection: Connection) -> None:
    go(connection, "upgrade", "head")
    remembered = connection.execute(select(schema_history.c.revision)).scalars().all()
    assert set(remembered) == {step.revision for step in STEPS}
