"""The part of the HTTP API that this function answers. Errors are answered as those of orders, in `orders.errors`."""

import os
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext
from orders import errors
from orders.models import Health
from orders.observability import logger, tracer
from orders.responses import responses
from orders.settings import FunctionSettings
from pydantic import Field

from parcels_api import price
from parcels_api.price import ParcelsPrice


class ParcelsSettings(FunctionSettings):
    """What this function needs besides what every function has."""

    # The version of orders that was released with this code: the verification of a release asks for it.
    released_version: str = Field(alias="RELEASED_VERSION", min_length=1)


settings = ParcelsSettings.load(os.environ)
app = APIGatewayHttpResolver(
    enable_validation=True,
    response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    json_body_deserializer=errors.json_object,
)
errors.register(app)


@app.get(
    "/parcels/price",
    summary="Tell a price",
    tags=["parcels"],
    responses=responses(
        HTTPStatus.OK,
        "The price",
        ParcelsPrice,
        refused={HTTPStatus.UNPROCESSABLE_ENTITY: "The quantity is not allowed"},
    ),
)
def tell_price(quantity: Annotated[int, Query(ge=1, le=10_000)]) -> ParcelsPrice:
    return price.price(quantity)


@app.get(
    "/parcels/health",
    summary="Tell with which version this function was released",
    tags=["operations"],
    responses=responses(HTTPStatus.OK, "The function answers", Health),
)
def health() -> Health:
    return Health(status="ok", version=settings.released_version)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of API Gateway (HTTP API, payload version 2.0)."""
    return app.resolve(event, context)
