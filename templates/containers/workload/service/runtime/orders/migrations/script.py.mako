"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else "None"}


def upgrade() -> None:
    """Expand: the version that still runs has to work afterwards."""
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    """For tests and laptops: a deployed database only goes forward."""
    ${downgrades if downgrades else "raise NotImplementedError"}
