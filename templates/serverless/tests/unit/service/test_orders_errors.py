"""Every error has one answer: the caller's mistakes 4xx with a readable reason, ours 500 without one."""

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.event_handler.openapi.exceptions import ResponseValidationError
from botocore.exceptions import ClientError
from orders.store import OrderAlreadyExists

from tests.unit.service.box import ORDER, Service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def raw(service: Service, body: str | None, **headers: str) -> tuple[int, Any]:
    """POST /orders with a body that is sent as it is."""
    answer = service.request("POST", "/orders", headers=headers, event={} if body is None else {"body": body})
    return answer.status, answer.body


def test_a_wrong_value_is_422_with_place_and_reason(service: Service) -> None:
    answer = service.place({**ORDER, "lines": [{"sku": "PEN-01", "quantity": 0, "unit_price": 250}]})
    assert answer.status == 422
    assert answer.body == {
        "message": "The request is not valid",
        "problems": [{"where": "body.lines.0.quantity", "problem": "Input should be greater than or equal to 1"}],
    }


def test_all_problems_are_told_at_once(service: Service) -> None:
    answer = service.place({**ORDER, "currency": "euro", "customer_id": ""})
    assert [problem["where"] for problem in answer.body["problems"]] == ["body.customer_id", "body.currency"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "not json",
        json.dumps([ORDER]),
        '"text"',
        "[" * 200_000,
        '{"customer_id": ' + "9" * 5_000 + "}",
    ],
    ids=["cut off", "text", "a list of orders", "a string", "nested too deeply", "a number too long to read"],
)
def test_a_body_that_is_no_json_object_is_400(service: Service, body: str) -> None:
    status, answer = raw(service, body)
    assert (status, answer["message"]) == (400, "The request cannot be read")


def test_a_body_that_is_not_text_is_400(service: Service) -> None:
    answer = service.request("POST", "/orders", event={"body": "//79", "isBase64Encoded": True})
    assert answer.status == 400
    assert answer.body["problems"] == [{"where": "body", "problem": "this is not UTF-8"}]


def test_a_missing_body_is_422(service: Service) -> None:
    status, answer = raw(service, None)
    assert (status, answer["problems"]) == (422, [{"where": "body", "problem": "Field required"}])


def test_another_content_type_is_415(service: Service) -> None:
    status, answer = raw(service, "<order/>", **{"content-type": "application/xml"})
    assert (status, answer["message"]) == (415, "Send the order as application/json")


def test_a_field_name_that_is_not_unicode_is_refused_like_any_other(service: Service) -> None:
    status, answer = raw(service, json.dumps({**ORDER, "\ud800": 1}))
    assert status in (400, 422)
    assert answer["problems"]


def test_a_flood_of_wrong_fields_gets_a_short_answer(service: Service) -> None:
    answer = service.place({**ORDER, **{f"field-{n}" + "x" * 300: n for n in range(1_000)}})
    assert answer.status == 422
    assert len(json.dumps(answer.body)) < 10_000


def test_an_id_that_is_taken_is_409(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: Any, **__: Any) -> None:
        raise OrderAlreadyExists("0b0e5f3c")

    monkeypatch.setattr("orders.store.OrderStore.add", taken)
    answer = service.place()
    assert (answer.status, answer.body["message"]) == (409, "An order with this id exists already")


def test_a_refusal_is_logged_without_alarm(service: Service, log: io.StringIO) -> None:
    service.place({**ORDER, "currency": "euro"})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["level"], line["status"], line["problems"]) for line in lines] == [("INFO", 422, ["body.currency"])]


def test_an_unexpected_error_is_logged_once_and_fails_the_invocation(
    service: Service, dynamodb: "DynamoDBClient", log: io.StringIO
) -> None:
    """Failing the invocation is what Lambda counts and what rolls a version back; API Gateway answers 500."""
    dynamodb.delete_table(TableName="orders")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        service.place()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["level"], line["message"]) for line in lines] == [("ERROR", "Unexpected error")]
    assert "ResourceNotFoundException" in lines[0]["exception"]


def test_an_answer_that_breaks_its_own_model_is_our_error_and_not_the_callers(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.api, "Health", lambda **_: {"status": 7, "version": None})
    with pytest.raises(ResponseValidationError):
        service.request("GET", "/health")
