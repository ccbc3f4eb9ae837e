"""Orders in PostgreSQL: one row per order, with the Idempotency-Key that it was placed with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg.errors
from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError, OperationalError
from web.migrations import has_revision

from orders.models import Order
from orders.schema import orders

KEYS_ARE_REMEMBERED = timedelta(days=1)

ORDER_COLUMNS = [orders.c[name] for name in Order.model_fields]


class OrderAlreadyExists(Exception):
    """An order with this id is in the store already; the store never overwrites one."""


class KeyUsedForAnotherOrder(Exception):
    """The customer sent this Idempotency-Key before, with another order."""


class KeyInUse(Exception):
    """The first request with this Idempotency-Key still runs."""


@dataclass(frozen=True, kw_only=True)
class RequestKey:
    """What makes a repeated request harmless: the caller's key, and a hash of what the request asks for."""

    key: str
    request_hash: str


class OrderStore:
    """Writes and reads orders. Errors of the database itself reach the caller unchanged."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, order: Order, *, expires_at: datetime | None = None, key: RequestKey | None = None) -> Order:
        """Keep a new order and return it, or return the one that was placed before with this key.

        `expires_at` lets `delete_expired` delete it after that time. Raises OrderAlreadyExists when the id is taken,
        KeyUsedForAnotherOrder, and KeyInUse when the first request with this key takes too long to wait for.
        """
        row = order.model_dump() | {"expires_at": expires_at}
        if key is not None:
            row |= {"idempotency_key": key.key, "request_hash": key.request_hash}
        try:
            with self._engine.begin() as connection:
                if key is not None:
                    _forget_old(connection, order.customer_id, key.key)
                # Waits for a transaction that is just placing an order with this key, and then places none.
                taken = insert(orders).on_conflict_do_nothing(index_elements=["customer_id", "idempotency_key"])
                if connection.execute(taken.values(row).returning(orders.c.order_id)).first() is not None:
                    return order
                assert key is not None, "without a key there is nothing to conflict with"
                return _placed_before(connection, order.customer_id, key)
        except IntegrityError as error:
            if isinstance(error.orig, psycopg.errors.UniqueViolation):
                raise OrderAlreadyExists(str(order.order_id)) from error
            raise
        except OperationalError as error:
            if key is not None and isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise KeyInUse from error
            raise

    def find(self, order_id: UUID) -> Order | None:
        """The order with this id, or None. An order that has expired is none, deleted or not."""
        is_here = orders.c.expires_at.is_(None) | (orders.c.expires_at > datetime.now(UTC))
        with self._engine.connect() as connection:
            row = connection.execute(select(*ORDER_COLUMNS).where(orders.c.order_id == order_id, is_here)).first()
        return None if row is None else _order(row)

    def delete_expired(self, *, at_most: int) -> int:
        """Delete expired orders, the oldest first, and return how many. Several tasks may do so at once."""
        expired = (
            select(orders.c.order_id)
            .where(orders.c.expires_at < datetime.now(UTC))
            .order_by(orders.c.expires_at)
            .limit(at_most)
            .with_for_update(skip_locked=True)
            .cte("expired")
        )
        with self._engine.begin() as connection:
            of_these = orders.c.order_id.in_(select(expired.c.order_id))
            return connection.execute(delete(orders).where(of_these)).rowcount

    def has_revision(self, revision: str) -> bool:
        """Whether the schema has, or had on its way to a newer one, this revision of `migrations/`."""
        return has_revision(self._engine, revision)


def _forget_old(connection: Connection, customer_id: str, key: str) -> None:
    """Free the key from an order that it was used for long ago."""
    of_this_key = (orders.c.customer_id == customer_id) & (orders.c.idempotency_key == key)
    old = orders.c.placed_at < datetime.now(UTC) - KEYS_ARE_REMEMBERED
    connection.execute(update(orders).where(of_this_key, old).values(idempotency_key=None, request_hash=None))


def _placed_before(connection: Connection, customer_id: str, key: RequestKey) -> Order:
    """The order that this customer placed with this key."""
    of_this_key = (orders.c.customer_id == customer_id) & (orders.c.idempotency_key == key.key)
    row = connection.execute(select(*ORDER_COLUMNS, orders.c.request_hash).where(of_this_key)).first()
    if row is None:  # deleted between the two statements, because it had expired: the next try places an order
        raise KeyInUse
    if row.request_hash != key.request_hash:
        raise KeyUsedForAnotherOrder
    return _order(row)


def _order(row: Any) -> Order:
    """A row as an order. Columns that the model does not know are ignored, as are unknown fields of lines."""
    return Order.model_validate(row._mapping)
