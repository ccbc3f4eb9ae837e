"""What each route may answer, as the OpenAPI document tells it."""

from http import HTTPStatus
from typing import Any

from accounts.errors import ProblemDetails

BUSY = {
    HTTPStatus.SERVICE_UNAVAILABLE: "All workers are busy; see Retry-After",
    HTTPStatus.GATEWAY_TIMEOUT: "The program did not reply in time; nothing was stored",
}
NOT_FOUND = {HTTPStatus.NOT_FOUND: "There is no account with this number"}
REFUSED_POSTING = NOT_FOUND | {
    HTTPStatus.BAD_REQUEST: "The body is not a JSON object",
    HTTPStatus.CONFLICT: "A rule refuses the posting, or other requests post on the account at the same time",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 1 MiB",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not sent as application/json",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A value is not allowed, or the key was used for another posting",
}


def responses(
    success: HTTPStatus, description: str, refused: dict[HTTPStatus, str] | None = None
) -> dict[int | str, Any]:
    """The answers of one route: its success, the ways to be refused, and the error that every route can have."""
    described: dict[int | str, Any] = {success.value: {"description": description}}
    unexpected = {HTTPStatus.INTERNAL_SERVER_ERROR: "An error of the service; the request may be repeated"}
    for status, text in {**(refused or {}), **unexpected}.items():
        described[status.value] = {"description": text, "model": ProblemDetails}
    return described
