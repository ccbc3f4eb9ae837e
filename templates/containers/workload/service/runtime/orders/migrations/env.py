"""What Alembic runs for each command. A connection comes from the caller (`config.attributes`), never from a file."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy.dialects.postgresql import insert

from orders.schema import metadata, owner_metadata, schema_history


def remember(ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]) -> None:
    """Write down every revision that is applied, in the transaction of its migration."""
    if step.is_upgrade and ctx.connection is not None and not ctx.as_sql:
        rows = [{"revision": revision, "applied_at": datetime.now(UTC)} for revision in step.up_revision_ids]
        ctx.connection.execute(insert(schema_history).on_conflict_do_nothing(), rows)


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
        on_version_apply=remember,
    )

with context.begin_transaction():
    context.run_migrations()
