"""Every mistake of a caller has one answer, 4xx with a readable reason; tried with a route that takes a body."""

from collections.abc import Callable
from typing import Any

import pytest
from backend import api
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import Engine
from web.body_limit import MAX_BODY_BYTES

from tests.support.api_client import Answer
from tests.support.service_log import Lines
from tests.unit.service.box import Service

JSON = {"content-type": "application/json"}


class Thing(BaseModel):
    name: str
    size: int


@pytest.fixture
def post(engine: Engine, log: Lines) -> Callable[..., Answer]:
    app: FastAPI = api.create(engine, version="42", needed_revision="0001")

    @app.post("/things", response_model=Thing, dependencies=[Depends(api.json_only)])
    def add(thing: Thing) -> dict[str, Any]:
        if thing.size == 13:
            raise LookupError("a secret")
        # An answer that breaks its own model is a mistake of the service.
        return {"name": thing.name, "size": thing.size if thing.name == "box" else "large"}

    return lambda content, **headers: Service(app).request("POST", "/things", content=content, headers=headers or JSON)


def test_a_good_body_is_taken(post: Callable[..., Answer]) -> None:
    answer = post('{"name": "box", "size": 1}')
    assert (answer.status, answer.body) == (200, {"name": "box", "size": 1})


def test_all_problems_are_told_at_once_and_logged_without_alarm(post: Callable[..., Answer], log: Lines) -> None:
    answer = post('{"size": "large"}')
    assert (answer.status, answer.body["message"]) == (422, "The request is not valid")
    assert [problem["where"] for problem in answer.body["problems"]] == ["body.name", "body.size"]
    assert {line["level"] for line in log()} == {"INFO"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{", "this is not JSON"), ("[]", "this is not a JSON object"), (b"\xff\xfe\xfd", "this is not UTF-8")],
    ids=["cut off", "list", "bytes"],
)
def test_a_body_that_is_no_json_object_is_400(post: Callable[..., Answer], content: str | bytes, problem: str) -> None:
    answer = post(content)
    assert (answer.status, answer.body["message"]) == (400, "The request cannot be read")
    assert answer.body["problems"] == [{"where": "body", "problem": problem}]


def test_another_content_type_is_415(post: Callable[..., Answer]) -> None:
    answer = post("<thing/>", **{"content-type": "application/xml"})
    assert (answer.status, answer.body["message"]) == (415, "Send the body as application/json")


def test_a_body_that_is_too_large_is_413(post: Callable[..., Answer]) -> None:
    answer = post(b" " * (MAX_BODY_BYTES + 1))
    assert (answer.status, answer.body) == (413, {"message": "The body is larger than 1 MiB", "problems": []})


@pytest.mark.parametrize("content", ['{"name": "box", "size": 13}', '{"name": "wrong", "size": 1}'])
def test_an_error_of_ours_is_500_without_detail_and_logged(
    post: Callable[..., Answer], log: Lines, content: str
) -> None:
    answer = post(content)
    assert (answer.status, answer.body) == (500, {"message": "Internal Server Error"})
    assert "ERROR" in {line["level"] for line in log()}
