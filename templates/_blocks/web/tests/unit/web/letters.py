"""A service for these tests: it keeps letters, in a table with two steps of history."""

from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, insert
from starlette.exceptions import HTTPException
from web.access import AccessLog
from web.body_limit import BodyLimit
from web.observability import logger
from web.refusals import Refusal, of_http, of_validation
from web.settings import DatabaseSettings, ServiceSettings

from tests.support.migration_steps import FIRST, History

metadata = MetaData()
letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("stamp", Text),
)
MADE = 'op.create_table("letters", sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text))'
STAMPED = """op.add_column("letters", sa.Column("stamp", sa.Text))
    op.alter_column("letters", "text", nullable=False)"""
HEAD = "stamped"


class LetterSettings(ServiceSettings, DatabaseSettings):
    """Of a service with a database."""


class Letter(BaseModel):
    """What a caller sends."""

    text: Annotated[str, Field(max_length=80)]
    pages: Annotated[int, Field(ge=1)] = 1
    copies: dict[str, int] = {}


def history(folder: Path) -> History:
    """The migrations of this service."""
    made = History(folder, MADE)
    made.add(HEAD, STAMPED, after=FIRST)
    return made


def refused(refusal: Refusal) -> Response:
    """A refusal as this service answers it."""
    problems = [[each.where, each.problem] for each in refusal.problems]
    return JSONResponse({"message": refusal.message, "problems": problems}, refusal.status.value)


def unexpected() -> Response:
    """The answer for an error of ours."""
    return JSONResponse({"message": "sorry"}, HTTPStatus.INTERNAL_SERVER_ERROR.value)


def create(engine: Engine) -> FastAPI:
    """The application on this database."""
    app = FastAPI(openapi_url=None, strict_content_type=False)
    app.add_exception_handler(RequestValidationError, lambda _, error: refused(of_validation(error)))  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, lambda _, error: refused(of_http(error)))  # type: ignore[arg-type]
    app.add_middleware(BodyLimit)
    app.add_middleware(AccessLog, unexpected=unexpected)

    @app.post("/letters", status_code=HTTPStatus.CREATED)
    def send(letter: Letter) -> dict[str, str]:
        with engine.begin() as connection:
            connection.execute(insert(letters).values(text=letter.text))
        logger.info("Letter kept", counts="LettersKept")
        return {"text": letter.text}

    @app.get("/letters/{number}")
    def read(number: int, request: Request) -> dict[str, int]:
        return {"letter": 1 // number}

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app
