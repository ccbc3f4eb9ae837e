"""What this service counts. A log line with `counts=NAME` adds one to the metric: see `web.observability`."""

ORDERS_PLACED = "OrdersPlaced"
