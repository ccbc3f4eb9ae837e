"""What the API is called and its routes answer, as the OpenAPI document tells it."""

from http import HTTPStatus
from typing import Any

from orders.errors import ErrorBody

TITLE = "Orders"
API_VERSION = "1.0.0"

_UNEXPECTED = "An error of the service. The request may be repeated, with the same Idempotency-Key"


def responses(
    status: HTTPStatus, description: str, *, refused: dict[HTTPStatus, str] | None = None
) -> dict[int | str, dict[str, Any]]:
    """The answers of one route: the success, the ways to be refused, and the error that every route can have."""
    described: dict[int | str, dict[str, Any]] = {status.value: {"description": description}}
    for refusal, text in {**(refused or {}), HTTPStatus.INTERNAL_SERVER_ERROR: _UNEXPECTED}.items():
        described[refusal.value] = {"description": text, "model": ErrorBody}
    return described
