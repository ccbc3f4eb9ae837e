"""The one place where errors become responses.

Every answer of 4xx has the body `ErrorBody`. Anything unexpected is logged here and raised again on purpose: Lambda
then counts it in its `Errors` metric, which is what rolls a bad version back, and API Gateway answers 500 with
`{"message": "Internal Server Error"}` and nothing else. A 500 returned by our own code would hide the error from
both. `ErrorBody` describes that answer too.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyValidationError,
)
from pydantic import BaseModel, Field

from orders.logic import OrderNotFound
from orders.observability import logger
from orders.store import OrderAlreadyExists

# A body with a hundred thousand wrong fields must not become an answer that is larger than Lambda can return.
MAX_PROBLEMS = 20
MAX_WHERE = 200


class Problem(BaseModel):
    """One thing that is wrong with a request."""

    where: str = Field(description="Part of the request", examples=["body.lines.0.quantity"])
    problem: str = Field(description="What is wrong", examples=["Input should be greater than or equal to 1"])


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    message: str = Field(examples=["The request is not valid"])
    problems: list[Problem] = Field(default=[], description="For 400 and 422: everything that was found wrong")


def json_object(text: str) -> dict[str, Any]:
    """Parse a request body, which has to be a JSON object.

    Raises RequestValidationError otherwise. A list is refused here because Powertools would take its first element
    for the whole body.
    """
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise not_readable("body", "this is not JSON") from error
    if not isinstance(body, dict):
        raise not_readable("body", "this is not a JSON object")
    return body


def not_readable(where: str, problem: str) -> RequestValidationError:
    """The error for a request that cannot be read at all, as opposed to one with wrong values."""
    return RequestValidationError([{"type": "not_readable", "loc": (where,), "msg": problem}])


def answer(status: HTTPStatus, message: str, problems: list[Problem] | None = None) -> Response[str]:
    """The response for an error, logged as an ordinary event: callers may be wrong, the service is not."""
    logger.info("Request refused", status=status.value, reason=message, problems=[p.where for p in problems or []])
    body = ErrorBody(message=message, problems=problems or [])
    return Response(status.value, content_type=content_types.APPLICATION_JSON, body=body.model_dump_json())


def not_valid(error: RequestValidationError) -> Response[str]:
    """400 for a body that is no JSON object, 422 for values that are not allowed; never repeats the values."""
    problems = [Problem(where=_where(e["loc"]), problem=e["msg"]) for e in error.errors()[:MAX_PROBLEMS]]
    if any(e["type"] == "not_readable" for e in error.errors()):
        return answer(HTTPStatus.BAD_REQUEST, "The request cannot be read", problems)
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid", problems)


def _where(location: Sequence[str | int]) -> str:
    """A path like `body.lines.0.quantity`. Names come from the caller, so they may be long or no valid Unicode."""
    return ".".join(map(str, location))[:MAX_WHERE].encode(errors="replace").decode()


def register(app: APIGatewayHttpResolver) -> None:
    """Teach the resolver how to answer every error of this service."""

    def answers(status: HTTPStatus, message: str, *errors: type[Exception]) -> None:
        app.exception_handler(list(errors))(lambda _: answer(status, message))

    app.exception_handler(RequestValidationError)(not_valid)
    app.exception_handler(UnicodeDecodeError)(lambda _: not_valid(not_readable("body", "this is not UTF-8")))
    app.exception_handler(ServiceError)(lambda error: answer(HTTPStatus(error.status_code), str(error.msg)))
    answers(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the order as application/json", RequestUnsupportedContentType)
    answers(HTTPStatus.NOT_FOUND, "There is no order with this id", OrderNotFound)
    answers(HTTPStatus.CONFLICT, "An order with this id exists already", OrderAlreadyExists)
    answers(
        HTTPStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another order", IdempotencyValidationError
    )
    answers(
        HTTPStatus.CONFLICT,
        "A request with this Idempotency-Key is still being processed, try again",
        IdempotencyAlreadyInProgressError,
        IdempotencyInconsistentStateError,
    )

    def unexpected(error: Exception) -> Response[str]:
        logger.exception("Unexpected error")
        raise error

    app.exception_handler(Exception)(unexpected)
