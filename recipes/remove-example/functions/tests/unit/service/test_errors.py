"""Every mistake of a caller has one answer, 4xx with a readable reason; tried with a route that takes a body."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext
from backend import errors
from pydantic import BaseModel

from tests.unit.service.box import SAMPLE_EVENT


class Thing(BaseModel):
    name: str
    size: int


def post(content: str, content_type: str = "application/json") -> tuple[int, Any]:
    app = APIGatewayHttpResolver(enable_validation=True, json_body_deserializer=errors.json_object)
    errors.register(app)

    @app.post("/things")
    def add(thing: Thing) -> dict[str, str]:
        if thing.size == 13:
            raise LookupError("unlucky")
        return {"name": thing.name}

    event = json.loads(SAMPLE_EVENT.read_text()) | {"rawPath": "/things", "body": content}
    event["requestContext"]["http"] |= {"method": "POST", "path": "/things"}
    event["headers"]["content-type"] = content_type
    answer = app.resolve(event, LambdaContext())
    return answer["statusCode"], json.loads(answer["body"])


def test_a_good_body_is_taken() -> None:
    assert post('{"name": "box", "size": 1}') == (200, {"name": "box"})


def test_all_problems_are_told_at_once() -> None:
    status, body = post('{"size": "large"}')
    assert (status, body["message"]) == (422, "The request is not valid")
    assert [problem["where"] for problem in body["problems"]] == ["body.name", "body.size"]


@pytest.mark.parametrize("content", ["{", "[]", '"text"', "[" * 200_000], ids=["cut off", "list", "text", "too deep"])
def test_a_body_that_is_no_json_object_is_400(content: str) -> None:
    status, body = post(content)
    assert (status, body["message"]) == (400, "The request cannot be read")
    assert [problem["where"] for problem in body["problems"]] == ["body"]


def test_another_content_type_is_415() -> None:
    status, body = post("<thing/>", content_type="application/xml")
    assert (status, body["message"]) == (415, "Send the body as application/json")


def test_an_error_that_nobody_expected_fails_the_invocation() -> None:
    with pytest.raises(LookupError, match="unlucky"):
        post('{"name": "box", "size": 13}')
