"""The HTTP API: reads requests, calls your logic, writes answers. Errors are answered in `backend.errors`."""

import os
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from backend import errors
from backend.models import Health
from backend.observability import logger, metrics, tracer
from backend.responses import responses
from backend.settings import ApiSettings

# This runs once, at the cold start: a wrong variable stops the function before it takes a request.
settings = ApiSettings.load(os.environ)

app = APIGatewayHttpResolver(
    enable_validation=True,
    # An answer of ours that breaks its own model is our error. (Powertools would call it the caller's, with 422.)
    response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    json_body_deserializer=errors.json_object,
)
errors.register(app)


@app.get(
    "/health",
    summary="Tell which version answers",
    tags=["operations"],
    responses=responses(HTTPStatus.OK, "The function answers", Health),
)
def health() -> Health:
    # The verification and the hooks ask for it, so it stays. It touches no store.
    return Health(status="ok", version=settings.function_version)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)  # what users get does not belong in traces
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of API Gateway (HTTP API, payload version 2.0)."""
    return app.resolve(event, context)
