"""Every migration, up and down, on tables that have rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from orders import schema
from orders.schema import LOCATION, metadata
from sqlalchemy import Column, Connection, Constraint, Index, Integer, MetaData, Table, Text, func, select
from web.migrations import config, head, schema_history

from tests.support.expand_only import problems
from tests.support.migration_steps import path_of
from tests.support.postgres import Server
from tests.support.rows import add_a_row_to_each

STEPS: list[Script] = list(reversed(list(ScriptDirectory.from_config(config(LOCATION)).walk_revisions())))
SCHEMA = path_of(Path(schema.__file__))
ITS_OWN = {"alembic_version", schema_history.name}


@pytest.fixture
def connection(server: Server) -> Iterator[Connection]:
    """An empty database."""
    with server.database() as name, server.engine(name) as engine, engine.connect() as connection:
        yield connection


def go(connection: Connection, direction: str, revision: str) -> None:
    made = config(LOCATION)
    made.attributes["connection"] = connection
    getattr(command, direction)(made, revision)
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
    if found := [difference(each) for each in compare_metadata(context, metadata)]:
        pytest.fail("\n".join(found), pytrace=False)


def difference(found: Any) -> str:
    """What Alembic found between the tables and schema.py, as a sentence: it names what the tables would need."""
    kind, *things = found[0] if isinstance(found, list) else found
    what, thing = kind.partition("_")[::2]
    if isinstance(things[0], Table):
        name = things[0].name
    elif isinstance(things[0], (Index, Constraint)):
        name = f"{things[0].name} of {getattr(things[0], 'table').name}"  # noqa: B009
    else:
        name = f"{things[1]}.{getattr(things[2], 'name', things[2])}"
    step = f'a step with `make migration NUMBER={len(STEPS) + 1:04} NAME="…"`'
    if what == "add":
        return f"{SCHEMA}: {thing} {name}: no step makes it: write {step}"
    if what == "remove":
        return f"{SCHEMA}: {thing} {name}: a step makes it, and it is missing here: add it here, or remove it by {step}"
    return f"{SCHEMA}: {name}: its {thing} is {things[-1]} here and {things[-2]} after all steps: write {step}"


def test_a_difference_names_schema_the_column_and_the_way_on(connection: Connection) -> None:
    made = MetaData()
    Table("parcels", made, Column("id", Integer, primary_key=True), Column("old", Text), Column("size", Text))
    made.create_all(connection)
    wanted = MetaData()
    Table("parcels", wanted, Column("id", Integer, primary_key=True), Column("new", Text), Column("size", Integer))
    Table("labels", wanted, Column("id", Integer))
    context = MigrationContext.configure(connection)
    said = sorted(difference(each).removeprefix(f"{SCHEMA}: ") for each in compare_metadata(context, wanted))
    names = [each.partition(":")[0] for each in said]
    assert names == ["column parcels.new", "column parcels.old", "parcels.size", "table labels"]
    assert all("`make migration NUMBER=" in each for each in said)


def test_no_migration_breaks_the_version_that_still_runs() -> None:
    if found := problems(config(LOCATION)):
        pytest.fail("\n".join(found), pytrace=False)


def test_the_migrations_are_one_line() -> None:
    scripts = ScriptDirectory.from_config(config(LOCATION))
    assert scripts.get_heads() == [head(LOCATION)]
    assert [len(scripts.get_revisions(step.down_revision or ())) for step in STEPS] == [0] + [1] * (len(STEPS) - 1)


def test_every_revision_is_remembered(connection: Connection) -> None:
    go(connection, "upgrade", "head")
    remembered = connection.execute(select(schema_history.c.revision)).scalars().all()
    assert set(remembered) == {step.revision for step in STEPS}
