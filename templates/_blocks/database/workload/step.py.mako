"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else "None"}


def upgrade() -> None:
    """Expand: the version that still runs has to work afterwards."""
    % if upgrades:
    ${upgrades}
    % else:
    raise NotImplementedError(f"{__file__}: upgrade() is empty: write op.add_column(…), for example, in its place")
    % endif


def downgrade() -> None:
    """For tests and laptops: a deployed database only goes forward."""
    % if downgrades:
    ${downgrades}
    % else:
    raise NotImplementedError(f"{__file__}: downgrade() is empty: write op.drop_column(…), for example, in its place")
    % endif
