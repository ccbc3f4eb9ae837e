"""What the service does, without HTTP: place an order, find an order."""

import hashlib
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.exc import SQLAlchemyError
from web.observability import logger

from orders.models import NewOrder, Order, OrderLine, OrderStatus
from orders.observability import ORDERS_PLACED
from orders.store import OrderStore, RequestKey

# Orders of hooks, tests and synthetic traffic are marked (header `X-Synthetic: true`). They run through the same
# code and the same table as real ones, in every environment, with two differences that are both in `place`: the
# service deletes them a day later, and they do not count as business. The mark is no permission: whoever may
# place an order may mark it, and harms only that order. Keep it so when you add authentication.
SYNTHETIC_ORDERS_LIVE = timedelta(days=1)
# Those that a caller prefers to keep, as the probe that each release has to find again: longer than any store. They
# have an end all the same, because only that tells them from orders of customers. Nobody gains by it: an order that is
# not marked stays without asking.
KEPT_ORDERS_LIVE = timedelta(days=36_525)

# Each task looks for expired orders now and then, and deletes few at a time: no request ever waits for it long.
CLEAN_EVERY_SECONDS = 60
CLEAN_AT_MOST = 500


class OrderNotFound(Exception):
    """There is no order with this id."""


class Orders:
    """The operations on orders, on top of a store."""

    def __init__(self, store: OrderStore) -> None:
        self._store = store
        self._clean_next = 0.0

    def place(self, new: NewOrder, *, key: str | None = None, synthetic: bool = False, keep: bool = False) -> Order:
        """Place an order and return it with its id, total (cents) and time (UTC).

        keep: whether a synthetic one is not deleted after a day.
        With a `key`, a repeated request returns the order that the first one placed. Raises KeyUsedForAnotherOrder,
        KeyInUse while the first one still runs, and OrderAlreadyExists in the all but impossible case that the new
        id is taken.
        """
        now = datetime.now(UTC)
        order = Order(
            # All that the customer said, so that a new field is not lost on its way.
            **new.model_dump(exclude={"lines"}),
            order_id=uuid4(),
            lines=[OrderLine(**line.model_dump()) for line in new.lines],
            total=sum(line.quantity * line.unit_price for line in new.lines),
            status=OrderStatus.PLACED,
            placed_at=now,
        )
        lives = KEPT_ORDERS_LIVE if keep else SYNTHETIC_ORDERS_LIVE
        placed = self._store.add(
            order,
            expires_at=now + lives if synthetic else None,
            key=None if key is None else RequestKey(key=key, request_hash=_hash(new, synthetic=synthetic)),
        )
        if placed.order_id == order.order_id:
            logger.info(
                "Order placed",
                order_id=str(order.order_id),
                lines=len(order.lines),
                synthetic=synthetic,
                counts=None if synthetic else ORDERS_PLACED,
            )
        return placed

    def find(self, order_id: UUID) -> Order:
        """The order with this id. Raises OrderNotFound."""
        order = self._store.find(order_id)
        if order is None:
            raise OrderNotFound(str(order_id))
        return order

    def clean(self) -> None:
        """Delete expired synthetic orders, when it is time to look for them again. Never fails."""
        if time.monotonic() < self._clean_next:
            return
        self._clean_next = time.monotonic() + CLEAN_EVERY_SECONDS
        try:
            deleted = self._store.delete_expired(at_most=CLEAN_AT_MOST)
        except SQLAlchemyError:
            logger.warning("Expired orders could not be deleted now", exc_info=True)
        else:
            logger.debug("Expired orders deleted", orders=deleted)


def _hash(new: NewOrder, *, synthetic: bool) -> str:
    """Equal for equal requests, also across versions: fields that the caller did not send do not count."""
    return hashlib.sha256(f"{new.model_dump_json(exclude_unset=True)} {synthetic}".encode()).hexdigest()
