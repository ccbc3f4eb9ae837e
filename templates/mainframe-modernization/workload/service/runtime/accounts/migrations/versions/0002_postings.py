"""The journal of postings, and the version of an account."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("acctrec", sa.Column("version", sa.BigInteger, nullable=False, server_default="1"))
    op.create_table(
        "postings",
        sa.Column("account", sa.BigInteger, sa.ForeignKey("acctrec.acct_number"), primary_key=True),
        sa.Column("idempotency_key", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(11, 2), nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("balance", sa.Numeric(11, 2), nullable=False),
        sa.Column("available", sa.Numeric(11, 2), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """For tests and laptops: a deployed database only goes forward."""
    op.drop_table("postings")
    op.drop_column("acctrec", "version")
