"""The HTTP API: reads requests, calls the logic, writes answers. Errors are answered in `orders.errors`."""

import os
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

import boto3
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from orders import errors
from orders.handlers.headers import KEEP, IdempotencyKey, Prefer, Synthetic, keeps
from orders.idempotency import OncePerKey, OrderRequest
from orders.logic import Orders
from orders.models import Health, NewOrder, Order
from orders.observability import logger, metrics, tracer
from orders.responses import responses
from orders.settings import ApiSettings
from orders.store import OrderStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# All of this runs once, at the cold start: a wrong variable stops the function before it takes a request.
settings = ApiSettings.load(os.environ)
dynamodb: "DynamoDBClient" = boto3.client("dynamodb")
orders = Orders(OrderStore(dynamodb, settings.table_name))
once_per_key = OncePerKey(orders, dynamodb, settings.idempotency_table_name)

app = APIGatewayHttpResolver(
    enable_validation=True,
    # An answer of ours that breaks its own model is our error. (Powertools would call it the caller's, with 422.)
    response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    json_body_deserializer=errors.json_object,
)
errors.register(app)


@app.post(
    "/orders",
    summary="Place an order",
    tags=["orders"],
    status_code=HTTPStatus.CREATED,
    responses=responses(
        HTTPStatus.CREATED,
        "The order as placed",
        Order,
        refused={
            HTTPStatus.BAD_REQUEST: "The body is not a JSON object",
            HTTPStatus.CONFLICT: "The first request with this Idempotency-Key still runs",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not sent as application/json",
            HTTPStatus.UNPROCESSABLE_ENTITY: "A value is not allowed, or the key was used for another order",
        },
    ),
)
def place_order(
    new: NewOrder, idempotency_key: IdempotencyKey = None, synthetic: Synthetic = False, prefer: Prefer = ""
) -> Response[Order]:
    kept = synthetic and idempotency_key is None and keeps(prefer)
    if idempotency_key is None:
        order = orders.place(new, synthetic=synthetic, keep=kept)
    else:
        request = OrderRequest(key=idempotency_key, order=new, synthetic=synthetic)
        order = once_per_key.place(request, app.lambda_context)
    return Response(
        HTTPStatus.CREATED.value,
        content_type=content_types.APPLICATION_JSON,
        headers={"Location": f"/orders/{order.order_id}", **({"Preference-Applied": KEEP} if kept else {})},
        body=order,
    )


@app.get(
    "/orders/<order_id>",
    summary="Read an order",
    tags=["orders"],
    responses=responses(
        HTTPStatus.OK,
        "The order",
        Order,
        refused={
            HTTPStatus.NOT_FOUND: "There is no order with this id",
            HTTPStatus.UNPROCESSABLE_ENTITY: "The id is not a UUID",
        },
    ),
)
def read_order(order_id: UUID) -> Order:
    return orders.find(order_id)


@app.get(
    "/health",
    summary="Tell which version answers",
    tags=["operations"],
    responses=responses(HTTPStatus.OK, "The function answers", Health),
)
def health() -> Health:
    # Touches nothing: it tells that the function starts and is reachable, not how DynamoDB is.
    return Health(status="ok", version=settings.function_version)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP, clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)  # orders are customer data and do not belong in traces
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of API Gateway (HTTP API, payload version 2.0)."""
    return app.resolve(event, context)
