"""What a caller did wrong is one refusal with status, reason and places; never our error, and never a long answer."""

import json
from typing import Any

import pytest
from web.body_limit import MAX_BODY_BYTES

from tests.support.api_client import Client


def test_a_wrong_value_is_422_with_place_and_reason(client: Client) -> None:
    answer = client.request("POST", "/letters", {"text": "hello", "pages": 0})
    assert answer.status == 422
    assert answer.body == {
        "message": "The request is not valid",
        "problems": [["body.pages", "Input should be greater than or equal to 1"]],
    }


def test_all_problems_are_told_at_once(client: Client) -> None:
    answer = client.request("POST", "/letters", {"text": "x" * 81, "pages": "none"})
    assert [where for where, _ in answer.body["problems"]] == ["body.text", "body.pages"]
    assert "xxx" not in json.dumps(answer.body)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{", "this is not JSON"),
        ('[{"text": "hello"}]', "this is not a JSON object"),
        ("[" * 200_000, "this is not JSON"),
        ('{"pages": ' + "9" * 5_000 + "}", "this is not JSON"),
        (b"\xff\xfe\xfd", "this is not UTF-8"),
    ],
    ids=["cut off", "a list", "nested too deeply", "a number too long to read", "bytes"],
)
def test_a_body_that_is_no_json_object_is_400(client: Client, body: str | bytes, problem: str) -> None:
    answer = client.request("POST", "/letters", content=body, headers={"content-type": "application/json"})
    assert (answer.status, answer.body) == (
        400,
        {"message": "The request cannot be read", "problems": [["body", problem]]},
    )


@pytest.mark.parametrize(("method", "path"), [("GET", "/parcels"), ("DELETE", "/letters"), ("GET", "/docs")])
def test_what_does_not_exist_is_404(client: Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status, answer.body["message"]) == (404, "Not found")


def test_a_field_name_that_is_not_unicode_is_refused_like_any_other(client: Client) -> None:
    answer = client.request("POST", "/letters", content=json.dumps({"text": "hello", "copies": {"\ud800": "none"}}))
    assert answer.status in (400, 422)
    assert answer.body["problems"]


def test_a_flood_of_wrong_fields_gets_a_short_answer(client: Client) -> None:
    copies = {f"field-{number}" + "x" * 300: "none" for number in range(1_000)}
    answer = client.request("POST", "/letters", {"text": "hello", "copies": copies})
    assert answer.status == 422
    assert len(json.dumps(answer.body)) < 10_000


@pytest.mark.parametrize("told", [True, False], ids=["told before", "found while reading"])
def test_a_body_that_is_too_large_is_413(client: Client, told: bool) -> None:
    body: Any = b" " * (MAX_BODY_BYTES + 1)
    answer = client.request("POST", "/letters", content=body if told else iter([body]))
    assert (answer.status, answer.body) == (413, {"message": "The body is larger than 1 MiB", "problems": []})


def test_a_body_of_just_that_size_is_read(client: Client) -> None:
    body = json.dumps({"text": "hello"}).encode()
    assert client.request("POST", "/letters", content=body.ljust(MAX_BODY_BYTES)).status == 201
