"""What the service does, without HTTP: place an order, find an order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from aws_lambda_powertools.metrics import MetricUnit

from orders.models import NewOrder, Order, OrderLine, OrderStatus
from orders.observability import ORDERS_PLACED, logger, metrics, tracer
from orders.store import OrderStore

# Orders of hooks, tests and synthetic traffic are marked (header `X-Synthetic: true`). They run through the same
# code and the same table as real ones, in every environment, with two differences that are both in `place`:
# DynamoDB deletes them a day later, and they do not count as business. The mark is no permission: whoever may
# place an order may mark it, and harms only that order. Keep it so when you add authentication.
SYNTHETIC_ORDERS_LIVE = timedelta(days=1)
# Those that a caller prefers to keep, as the probe that each release has to find again: longer than any store. They
# have an end all the same, because only that tells them from orders of customers. Nobody gains by it: an order that is
# not marked stays without asking.
KEPT_ORDERS_LIVE = timedelta(days=36_525)


class OrderNotFound(Exception):
    """There is no order with this id."""


class Orders:
    """The operations on orders, on top of a store."""

    def __init__(self, store: OrderStore) -> None:
        self._store = store

    @tracer.capture_method(capture_response=False)
    def place(self, new: NewOrder, *, synthetic: bool = False, keep: bool = False) -> Order:
        """Place an order and return it with its id, total (cents) and time (UTC).

        keep: whether a synthetic one is not deleted after a day.
        Raises OrderAlreadyExists in the all but impossible case that the new id is taken.
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
        self._store.add(order, expires_at=int((now + lives).timestamp()) if synthetic else None)
        if not synthetic:
            metrics.add_metric(name=ORDERS_PLACED, unit=MetricUnit.Count, value=1)
        logger.info("Order placed", order_id=str(order.order_id), lines=len(order.lines), synthetic=synthetic)
        return order

    @tracer.capture_method(capture_response=False)
    def find(self, order_id: UUID) -> Order:
        """The order with this id. Raises OrderNotFound."""
        order = self._store.find(order_id)
        if order is None:
            raise OrderNotFound(str(order_id))
        return order
