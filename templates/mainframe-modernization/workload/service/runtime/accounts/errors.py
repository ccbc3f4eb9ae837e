"""The one place where errors become responses: application/problem+json (RFC 9457).

Anything unexpected is logged by `web.access` with its traceback, and answered with 500 and no detail.
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

from accounts.acctinq import MasterInvalid, Refused, RequestInvalid
from accounts.logic import AccountBusy, AccountNotFound, KeyUsedForAnotherPosting
from accounts.self_test import SelfTestFailed
from accounts.store import StoreNotReady
from programs.errors import PoolBusy, ProgramError, ProgramLost
from records.codec import RecordError

MEDIA_TYPE = "application/problem+json"


class ProblemDetails(BaseModel):
    """The body of every answer that is not a success."""

    type: str = Field(default="about:blank", description="No page describes it beyond its status")
    title: str = Field(description="The name of the status", examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["ACCOUNT IS FROZEN"])
    reason: int | None = Field(default=None, description="AREA-REASON of ACCTINQ, where ACCTINQ refused", examples=[7])
    problems: list[Problem] = Field(default=[], description="For 400 and 422: everything that was found wrong")


def answer(refusal: Refusal, *, reason: int | None = None, headers: dict[str, str] | None = None) -> Response:
    """The response for an error, logged as an ordinary event: callers may be wrong, the service is not."""
    status, message = refusal.status, refusal.message
    places = [problem.where for problem in refusal.problems]
    logger.info("Request refused", status=status.value, reason=message, code=reason, problems=places)
    body = ProblemDetails(
        title=status.phrase, status=status.value, detail=message, reason=reason, problems=refusal.problems
    )
    return JSONResponse(body.model_dump(exclude_none=True), status.value, headers, MEDIA_TYPE)


def unexpected() -> Response:
    """The response for an error of ours, which says no more than that: what happened is in the log."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    body = ProblemDetails(title=status.phrase, status=status.value, detail="The request may be repeated")
    return JSONResponse(body.model_dump(exclude_none=True), status.value, media_type=MEDIA_TYPE)


def refused_by_program(_: Request, error: Refused) -> Response:
    """409 for a rule, 422 for a request that ACCTINQ cannot read; with the words of ACCTINQ."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, RequestInvalid) else HTTPStatus.CONFLICT
    return answer(Refusal(status, str(error)), reason=error.reason)


def busy(_: Request, error: PoolBusy) -> Response:
    """503: nothing was called, so the same request may come again, after a while."""
    return answer(Refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error)), headers={"retry-after": str(error.retry_after)})


def lost(_: Request, error: ProgramLost) -> Response:
    """504 after a time-out, else 500. Nothing was stored: the service stores only what a reply says."""
    status = HTTPStatus.GATEWAY_TIMEOUT if error.timed_out else HTTPStatus.INTERNAL_SERVER_ERROR
    return answer(Refusal(status, f"{error}; nothing was stored"))


def failed(_: Request, error: Exception) -> Response:
    """500 for a program or a record that is broken: logged for us, told to the caller without data of the account."""
    logger.error("Account not processed", reason=str(error))
    return unexpected()


def self_test_failed(_: Request, error: SelfTestFailed) -> Response:
    """500 with what was computed: it is of a fixed record."""
    logger.error("Self-test failed", reason=str(error))
    return answer(Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, str(error)))


def register(app: FastAPI) -> None:
    """Teach the application how to answer every error of this service."""

    def always(status: HTTPStatus, message: str) -> Callable[[Request, Exception], Response]:
        return lambda _request, _error: answer(Refusal(status, message))

    handlers: dict[type[Exception], Any] = {
        RequestValidationError: lambda _, error: answer(of_validation(error)),
        HTTPException: lambda _, error: answer(of_http(error)),
        AccountNotFound: always(HTTPStatus.NOT_FOUND, "There is no account with this number"),
        KeyUsedForAnotherPosting: always(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another posting on this account"
        ),
        AccountBusy: always(HTTPStatus.CONFLICT, "Other requests post on this account at the same time, try again"),
        StoreNotReady: lambda _, error: answer(Refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(error))),
        Refused: refused_by_program,
        PoolBusy: busy,
        ProgramLost: lost,
        ProgramError: failed,
        MasterInvalid: failed,
        SelfTestFailed: self_test_failed,
        RecordError: failed,
    }
    for error, handler in handlers.items():
        app.add_exception_handler(error, handler)
