"""The history of a schema: one module per step in `versions/` of a service, from old to new in one line.

A step only expands the schema: the version of the service that still runs while it is applied must go on working.
`tests/support/expand_only.py` refuses what would break it. What is no longer used is removed one release later, by a
step that says `contract = "<revision>"`, the step after which the service stopped to use it.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from alembic import context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from sqlalchemy import Column, DateTime, Engine, MetaData, Table, Text, select
from sqlalchemy.dialects.postgresql import insert

# Every revision that this database ever had. From it an older image tells a newer database from a foreign one.
owner_metadata = MetaData()
schema_history = Table(
    "schema_history",
    owner_metadata,
    Column("revision", Text, primary_key=True),
    Column("applied_at", DateTime(timezone=True), nullable=False),
)


def config(location: str) -> Config:
    """Alembic's configuration, without a file. location: of the migrations, `package:folder`."""
    made = Config()
    made.set_main_option("script_location", location)
    return made


def head(location: str) -> str:
    """The newest revision: the schema that this version of the code needs."""
    newest = ScriptDirectory.from_config(config(location)).get_current_head()
    assert newest is not None, "there is at least one migration"
    return newest


def has_revision(engine: Engine, revision: str) -> bool:
    """Whether the schema has, or had on its way to a newer one, this revision."""
    known = select(schema_history.c.revision).where(schema_history.c.revision == revision)
    with engine.connect() as connection:
        return connection.execute(known).first() is not None


def run(metadata: MetaData) -> None:
    """What `env.py` of a service does. A connection comes from the caller (`config.attributes`), never from a file."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", literal_binds=True, target_metadata=metadata)
    else:
        connection = context.config.attributes["connection"]
        owner_metadata.create_all(connection)
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            transaction_per_migration=True,
            on_version_apply=_remember,
        )
    with context.begin_transaction():
        context.run_migrations()


def _remember(ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]) -> None:
    """Write down every revision that is applied, in the transaction of its migration."""
    if step.is_upgrade and ctx.connection is not None and not ctx.as_sql:
        rows = [{"revision": revision, "applied_at": datetime.now(UTC)} for revision in step.up_revision_ids]
        ctx.connection.execute(insert(schema_history).on_conflict_do_nothing(), rows)
