"""What FastAPI finds wrong with a request, as status, reason and problems; the service decides how they look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

# A body with a hundred thousand wrong fields must not become a long answer.
MAX_PROBLEMS = 20
MAX_WHERE = 200


class Problem(BaseModel):
    """One thing that is wrong with a request."""

    where: str = Field(description="Part of the request", examples=["body.amount"])
    problem: str = Field(description="What is wrong", examples=["Input should be greater than 0"])


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered as it was asked."""

    status: HTTPStatus
    message: str
    problems: list[Problem] = field(default_factory=list)


def not_readable(problem: str) -> Refusal:
    """400 for a body that cannot be read at all, as opposed to one with wrong values."""
    return Refusal(HTTPStatus.BAD_REQUEST, "The request cannot be read", [Problem(where="body", problem=problem)])


def of_validation(error: RequestValidationError) -> Refusal:
    """400 for a body that is no JSON object, 422 for values that are not allowed; never repeats the values."""
    for found in error.errors():
        if found["type"] == "json_invalid":
            return not_readable("this is not JSON")
        if found["loc"] == ("body",) and found["type"] == "model_attributes_type":
            return not_readable("this is not a JSON object")
    problems = [Problem(where=_where(e["loc"]), problem=e["msg"]) for e in error.errors()[:MAX_PROBLEMS]]
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid", problems)


def of_http(error: HTTPException) -> Refusal:
    """What FastAPI refuses by itself: paths, methods, and bodies that are too large or that it fails to read."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        is_no_text = isinstance(error.__cause__, UnicodeDecodeError)
        return not_readable("this is not UTF-8" if is_no_text else "this is not JSON")
    if error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return Refusal(HTTPStatus.NOT_FOUND, "Not found")
    return Refusal(HTTPStatus(error.status_code), error.detail)


def _where(location: Sequence[str | int]) -> str:
    """A path like `body.lines.0.quantity`. Names come from the caller, so they may be long or no valid Unicode."""
    return ".".join(map(str, location))[:MAX_WHERE].encode(errors="replace").decode()
