"""What Alembic runs for each command."""

from web.migrations import run

from orders.schema import metadata

run(metadata)
