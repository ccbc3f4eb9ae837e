"""The one place where errors become responses.

Every answer of 4xx has the body `ErrorBody`. Anything unexpected is logged by `orders.access` with its traceback, and
answered with 500 and no detail.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from orders.logic import OrderNotFound
from orders.observability import logger
from orders.store import KeyInUse, KeyUsedForAnotherOrder, OrderAlreadyExists

# A body with a hundred thousand wrong fields must not become a long answer.
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


def answer(status: HTTPStatus, message: str, problems: list[Problem] | None = None) -> Response:
    """The response for an error, logged as an ordinary event: callers may be wrong, the service is not."""
    logger.info("Request refused", status=status.value, reason=message, problems=[p.where for p in problems or []])
    return JSONResponse(ErrorBody(message=message, problems=problems or []).model_dump(), status.value)


def unexpected() -> Response:
    """The response for an error of ours, which says no more than that: what happened is in the log."""
    return JSONResponse({"message": "Internal Server Error"}, HTTPStatus.INTERNAL_SERVER_ERROR.value)


def not_readable(problem: str) -> Response:
    """400 for a body that cannot be read at all, as opposed to one with wrong values."""
    return answer(HTTPStatus.BAD_REQUEST, "The request cannot be read", [Problem(where="body", problem=problem)])


def not_valid(_: Request, error: RequestValidationError) -> Response:
    """400 for a body that is no JSON object, 422 for values that are not allowed; never repeats the values."""
    for found in error.errors():
        if found["type"] == "json_invalid":
            return not_readable("this is not JSON")
        if found["loc"] == ("body",) and found["type"] == "model_attributes_type":
            return not_readable("this is not a JSON object")
    problems = [Problem(where=_where(e["loc"]), problem=e["msg"]) for e in error.errors()[:MAX_PROBLEMS]]
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid", problems)


def refused(_: Request, error: HTTPException) -> Response:
    """What FastAPI refuses by itself: paths, methods, and bodies that are too large or that it fails to read."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        is_no_text = isinstance(error.__cause__, UnicodeDecodeError)
        return not_readable("this is not UTF-8" if is_no_text else "this is not JSON")
    if error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return answer(HTTPStatus.NOT_FOUND, "Not found")
    return answer(HTTPStatus(error.status_code), error.detail)


def _where(location: Sequence[str | int]) -> str:
    """A path like `body.lines.0.quantity`. Names come from the caller, so they may be long or no valid Unicode."""
    return ".".join(map(str, location))[:MAX_WHERE].encode(errors="replace").decode()


def register(app: FastAPI) -> None:
    """Teach the application how to answer every error of this service."""

    def always(status: HTTPStatus, message: str) -> Callable[[Request, Exception], Response]:
        return lambda _request, _error: answer(status, message)

    handlers: dict[type[Exception], Any] = {
        RequestValidationError: not_valid,
        HTTPException: refused,
        OrderNotFound: always(HTTPStatus.NOT_FOUND, "There is no order with this id"),
        OrderAlreadyExists: always(HTTPStatus.CONFLICT, "An order with this id exists already"),
        KeyUsedForAnotherOrder: always(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another order"
        ),
        KeyInUse: always(
            HTTPStatus.CONFLICT, "A request with this Idempotency-Key is still being processed, try again"
        ),
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)
