"""Every error has one answer: the caller's mistakes 4xx with a readable reason, ours 500 without one."""

import json
from typing import Any

import pytest
from orders.body_limit import MAX_BODY_BYTES
from orders.logic import Orders
from orders.store import OrderAlreadyExists, OrderStore

from tests.unit.service.box import ORDER, Service
from tests.unit.service.conftest import Lines


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
    ("body", "problem"),
    [
        ("{", "this is not JSON"),
        ("not json", "this is not JSON"),
        (json.dumps([ORDER]), "this is not a JSON object"),
        ('"text"', "this is not a JSON object"),
        ("[" * 200_000, "this is not JSON"),
        ('{"customer_id": ' + "9" * 5_000 + "}", "this is not JSON"),
        (b"\xff\xfe\xfd", "this is not UTF-8"),
    ],
    ids=["cut off", "text", "a list of orders", "a string", "nested too deeply", "a number too long to read", "bytes"],
)
def test_a_body_that_is_no_json_object_is_400(service: Service, body: str | bytes, problem: str) -> None:
    answer = service.request("POST", "/orders", content=body, headers={"content-type": "application/json"})
    assert (answer.status, answer.body["message"]) == (400, "The request cannot be read")
    assert answer.body["problems"] == [{"where": "body", "problem": problem}]


def test_a_missing_body_is_422(service: Service) -> None:
    answer = service.request("POST", "/orders")
    assert (answer.status, answer.body["problems"]) == (422, [{"where": "body", "problem": "Field required"}])


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/vnd.order+json"])
def test_another_content_type_is_415(service: Service, kind: str) -> None:
    answer = service.request("POST", "/orders", content=json.dumps(ORDER), headers={"content-type": kind})
    assert (answer.status, answer.body["message"]) == (415, "Send the order as application/json")


@pytest.mark.parametrize("told", [True, False], ids=["told before", "found while reading"])
def test_a_body_that_is_too_large_is_413(service: Service, told: bool) -> None:
    body: Any = b" " * (MAX_BODY_BYTES + 1)
    answer = service.request("POST", "/orders", content=body if told else iter([body]))
    assert (answer.status, answer.body) == (413, {"message": "The body is larger than 1 MiB", "problems": []})


def test_a_field_name_that_is_not_unicode_is_refused_like_any_other(service: Service) -> None:
    answer = service.request("POST", "/orders", content=json.dumps({**ORDER, "\ud800": 1}))
    assert answer.status == 422
    assert answer.body["problems"]


def test_a_flood_of_wrong_fields_gets_a_short_answer(service: Service) -> None:
    answer = service.place({**ORDER, **{f"field-{n}" + "x" * 300: n for n in range(1_000)}})
    assert answer.status == 422
    assert len(json.dumps(answer.body)) < 10_000


def test_an_id_that_is_taken_is_409(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: Any, **__: Any) -> None:
        raise OrderAlreadyExists("0b0e5f3c")

    monkeypatch.setattr(OrderStore, "add", taken)
    answer = service.place()
    assert (answer.status, answer.body["message"]) == (409, "An order with this id exists already")


def test_a_refusal_is_logged_without_alarm(service: Service, log: Lines) -> None:
    service.place({**ORDER, "currency": "euro"})
    refused, answered = log()
    assert (refused["level"], refused["status"], refused["problems"]) == ("INFO", 422, ["body.currency"])
    assert (answered["level"], answered["status"]) == ("INFO", 422)


def test_an_unexpected_error_is_500_without_detail_and_logged_once_with_its_traceback(
    service: Service, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(Orders, "place", broken)
    answer = service.place()
    assert (answer.status, answer.body) == (500, {"message": "Internal Server Error"})
    error, answered = log()
    assert (error["level"], error["message"]) == ("ERROR", "Unexpected error")
    assert "Traceback" in error["exception"] and "ZeroDivisionError: a secret" in error["exception"]
    assert (answered["status"], answered["request_id"]) == (500, error["request_id"])


def test_an_answer_that_breaks_its_own_model_is_our_error_and_not_the_callers(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Orders, "find", lambda *_: {"order_id": 7})
    assert service.request("GET", "/orders/0b0e5f3c-2f5c-4c0a-9d3e-0c9a4f4f3c11").status == 500
