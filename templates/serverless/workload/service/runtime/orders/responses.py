"""What the routes of the API answer, as the OpenAPI document tells it."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import BaseModel

from orders.errors import ErrorBody

UNEXPECTED = "An error of the service. The request may be repeated, with the same Idempotency-Key"


def responses(
    status: HTTPStatus, description: str, model: type[BaseModel], *, refused: dict[HTTPStatus, str] | None = None
) -> dict[int, OpenAPIResponse]:
    """The answers of one route: the success, the ways to be refused, and the error that every route can have."""
    described: dict[int, OpenAPIResponse] = {
        status.value: {"description": description, "content": {"application/json": {"model": model}}}
    }
    for refusal, text in {**(refused or {}), HTTPStatus.INTERNAL_SERVER_ERROR: UNEXPECTED}.items():
        described[refusal.value] = {"description": text, "content": {"application/json": {"model": ErrorBody}}}
    return described
