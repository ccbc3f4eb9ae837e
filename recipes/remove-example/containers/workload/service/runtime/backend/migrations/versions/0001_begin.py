"""The schema begins empty. Your first table comes with the next step: `make migration NUMBER=0002 NAME="…"`."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: the first table is the next step."""


def downgrade() -> None:
    """For tests and laptops: a deployed database only goes forward."""
