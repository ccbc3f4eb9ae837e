"""Logs, metrics and traces of all functions of the service.

Names and levels come from the environment: POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_NAMESPACE, LOG_LEVEL.
"""

import warnings

from aws_lambda_powertools import Logger, Metrics, Tracer

# GET /health has no metric to publish, and that is nothing to warn about.
warnings.filterwarnings("ignore", message="No application metrics to publish", category=UserWarning)

logger = Logger()
metrics = Metrics()
tracer = Tracer()
