"""What the routes of the API answer, as the OpenAPI document tells it."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import content_types
from aws_lambda_powertools.event_handler.openapi.types import (
    OpenAPIResponse,
    OpenAPIResponseContentModel,
    OpenAPIResponseContentSchema,
)
from pydantic import BaseModel

from policy_api.errors import PROBLEM_JSON, ErrorBody

REFUSED = {
    HTTPStatus.BAD_REQUEST: "A parameter, a header or the encoding of the body makes no sense",
    HTTPStatus.FORBIDDEN: "The request is not signed, or its signer may not do this",
    HTTPStatus.NOT_FOUND: "There is no such policy or version",
    HTTPStatus.PRECONDITION_FAILED: "Another version is in force than the one to replace",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The policy is larger than 1 MiB",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The policy is not sent as application/yaml or text/yaml",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The policy breaks a rule; the version in force stays",
    HTTPStatus.PRECONDITION_REQUIRED: "The request does not say which version it replaces",
}
SIGNED = (HTTPStatus.FORBIDDEN,)
BODY = (
    *SIGNED,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
CHANGE = (*SIGNED, HTTPStatus.BAD_REQUEST, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)


def responses(
    description: str, model: type[BaseModel], *refused: HTTPStatus, also: dict[HTTPStatus, str] | None = None
) -> dict[int, OpenAPIResponse]:
    """The answers of one route: its success, the ways to be refused, and the error that every route can have.

    also: other answers that have the form of a success, and when they come.
    """
    described: dict[int, OpenAPIResponse] = {
        200: {"description": description, "content": _content(content_types.APPLICATION_JSON, model)}
    }
    for status, when in (also or {}).items():
        described[status.value] = {"description": when, "content": _content(content_types.APPLICATION_JSON, model)}
    for status in refused:
        described[status.value] = {"description": REFUSED[status], "content": _content(PROBLEM_JSON, ErrorBody)}
    described[502] = {"description": "An error of the service; the log of the function tells it"}
    return dict(sorted(described.items()))


def _content(
    kind: str, model: type[BaseModel]
) -> dict[str, OpenAPIResponseContentSchema | OpenAPIResponseContentModel]:
    return {kind: {"model": model}}
