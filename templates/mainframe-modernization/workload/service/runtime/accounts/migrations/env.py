"""What Alembic runs for each command."""

from web.migrations import run

from accounts.schema import metadata

run(metadata)
