"""Logs, metrics and traces of all functions of the service.

Names and levels come from the environment: POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_NAMESPACE, LOG_LEVEL.
"""

import warnings

from aws_lambda_powertools import Logger, Metrics, Tracer

# Most requests place no order and so have no metric to publish: nothing to warn about on every GET.
warnings.filterwarnings("ignore", message="No application metrics to publish", category=UserWarning)

logger = Logger()
metrics = Metrics()
tracer = Tracer()

ORDERS_PLACED = "OrdersPlaced"
