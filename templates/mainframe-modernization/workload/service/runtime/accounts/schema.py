"""The tables of PostgreSQL, as this version uses them. `migrations/` makes them; a test holds both together.

The one of accounts is made from its copybook: `python -m records table cpy/ACCTREC.cpy --key ACCT-NUMBER`.
"""

import sqlalchemy as sa

from accounts.acctrec import acctrec, metadata

LOCATION = "accounts:migrations"

accounts = acctrec
# Counts the changes of a row, from 1: whoever writes says which version was read.
accounts.append_column(sa.Column("version", sa.BigInteger, nullable=False, server_default="1"))

# The journal of this service. The key is part of a posting, so neither is ever kept alone.
postings = sa.Table(
    "postings",
    metadata,
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

__all__ = ["LOCATION", "accounts", "metadata", "postings"]
