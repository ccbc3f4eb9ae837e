"""The one place where errors become responses.

Every answer of 4xx is a problem of RFC 9457. Anything unexpected is logged here and raised again on purpose: Lambda
then counts it in its `Errors` metric, which is what rolls a bad version back, and API Gateway answers 502 with
`{"message": "Internal server error"}` and nothing else.
"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from policy_api import refusals
from policy_api.models import EXAMPLE_VERSION
from policy_api.observability import logger
from policy_api.refusals import Problem, Refused

PROBLEM_JSON = "application/problem+json"

STATUS: dict[type[Refused], HTTPStatus] = {
    refusals.NotReadable: HTTPStatus.BAD_REQUEST,
    refusals.NotSigned: HTTPStatus.FORBIDDEN,  # as API Gateway says it; 401 asks browsers for a password
    refusals.NotFound: HTTPStatus.NOT_FOUND,
    refusals.ChangedMeanwhile: HTTPStatus.PRECONDITION_FAILED,
    refusals.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    refusals.NotYaml: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    refusals.NotValid: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.NoPrecondition: HTTPStatus.PRECONDITION_REQUIRED,
}


class ErrorBody(BaseModel):
    """The body of every answer of 4xx."""

    title: str = Field(description="The status in words", examples=["Unprocessable Entity"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="What is wrong, and what to do", examples=["The policy is not valid; version … stays in force"]
    )
    version: str | None = Field(
        default=None, description="For 412 and 422: the version that stays in force", examples=[EXAMPLE_VERSION]
    )
    problems: list[Problem] = Field(default=[], description="For 422: everything that was found wrong with the policy")


def answer(
    status: HTTPStatus, detail: str, *, version: str | None = None, problems: tuple[Problem, ...] = ()
) -> Response[str]:
    """The response for an error, logged as an ordinary event: callers may be wrong, the service is not."""
    logger.info("Request refused", status=status.value, lines=[problem.line for problem in problems])
    body = ErrorBody(title=status.phrase, status=status.value, detail=detail, version=version, problems=list(problems))
    return Response(status.value, content_type=PROBLEM_JSON, body=body.model_dump_json(exclude_defaults=True))


def refused(error: Refused) -> Response[str]:
    """The response for a refusal."""
    return answer(STATUS[type(error)], error.detail, version=error.version, problems=error.problems)


def not_valid(error: RequestValidationError) -> Response[str]:
    """400 for a parameter that is not allowed; never repeats its value."""
    first = error.errors()[0]
    return answer(HTTPStatus.BAD_REQUEST, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")


def register(app: APIGatewayRestResolver) -> None:
    """Teach the resolver how to answer every error of this service."""
    app.exception_handler(list(STATUS))(refused)
    app.exception_handler(RequestValidationError)(not_valid)
    app.exception_handler(ServiceError)(lambda error: answer(HTTPStatus(error.status_code), str(error.msg)))

    def unexpected(error: Exception) -> Response[str]:
        logger.exception("Unexpected error")
        raise error

    app.exception_handler(Exception)(unexpected)
