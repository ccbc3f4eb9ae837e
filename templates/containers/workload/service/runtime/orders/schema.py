"""The tables, as the code of this version uses them. `migrations/` makes them; a test holds both together."""

from sqlalchemy import BigInteger, Column, DateTime, Index, MetaData, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB

# As Alembic names the folder.
LOCATION = "orders:migrations"

metadata = MetaData()

orders = Table(
    "orders",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    # Lines are written and read with their order only, so they need no table of their own.
    Column("lines", JSONB, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    # Synthetic orders only: when they are deleted.
    Column("expires_at", DateTime(timezone=True)),
    # Of a request with an Idempotency-Key: the order and its key are one row, so neither is ever kept alone.
    Column("idempotency_key", Text),
    Column("request_hash", Text),
    UniqueConstraint("customer_id", "idempotency_key", name="orders_one_per_key"),
)
Index("orders_expiring", orders.c.expires_at, postgresql_where=orders.c.expires_at.is_not(None))
