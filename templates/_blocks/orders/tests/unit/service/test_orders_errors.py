"""Every mistake of a caller has one answer, 4xx with a readable reason."""

import json
from typing import Any

import pytest
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


def test_another_content_type_is_415(service: Service) -> None:
    answer = service.request("POST", "/orders", content="<order/>", headers={"content-type": "application/xml"})
    assert (answer.status, answer.body["message"]) == (415, "Send the order as application/json")


def test_a_field_name_that_is_not_unicode_is_refused_like_any_other(service: Service) -> None:
    answer = service.request("POST", "/orders", content=json.dumps({**ORDER, "\ud800": 1}))
    assert answer.status in (400, 422)
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
    assert {line["level"] for line in log()} == {"INFO"}
    refused = log()[0]
    assert (refused["status"], refused["problems"]) == (422, ["body.currency"])
