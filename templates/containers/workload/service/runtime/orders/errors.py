"""The one place where errors become responses.

Every answer of 4xx has the body `ErrorBody`. Anything unexpected is logged by `web.access` with its traceback, and
answered with 500 and no detail.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from web.observability import logger
from web.refusals import Problem, Refusal, of_http, of_validation

from orders.logic import OrderNotFound
from orders.store import KeyInUse, KeyUsedForAnotherOrder, OrderAlreadyExists


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    message: str = Field(examples=["The request is not valid"])
    problems: list[Problem] = Field(default=[], description="For 400 and 422: everything that was found wrong")


def answer(refusal: Refusal) -> Response:
    """The response for an error, logged as an ordinary event: callers may be wrong, the service is not."""
    status, message, problems = refusal.status.value, refusal.message, refusal.problems
    logger.info("Request refused", status=status, reason=message, problems=[problem.where for problem in problems])
    return JSONResponse(ErrorBody(message=message, problems=problems).model_dump(), status)


def unexpected() -> Response:
    """The response for an error of ours, which says no more than that: what happened is in the log."""
    return JSONResponse({"message": "Internal Server Error"}, HTTPStatus.INTERNAL_SERVER_ERROR.value)


def register(app: FastAPI) -> None:
    """Teach the application how to answer every error of this service."""

    def always(status: HTTPStatus, message: str) -> Callable[[Request, Exception], Response]:
        return lambda _request, _error: answer(Refusal(status, message))

    handlers: dict[type[Exception], Any] = {
        RequestValidationError: lambda _, error: answer(of_validation(error)),
        HTTPException: lambda _, error: answer(of_http(error)),
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
