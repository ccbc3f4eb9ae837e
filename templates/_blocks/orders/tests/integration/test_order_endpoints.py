"""Each endpoint of the deployed API: what it accepts, what it refuses, and how."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.deployed import Deployed, new_key

ORDER: dict[str, Any] = {
    "customer_id": "integration-test",
    "currency": "EUR",
    "lines": [{"sku": "PEN-01", "quantity": 3, "unit_price": 250}, {"sku": "INK-02", "quantity": 1, "unit_price": 999}],
}


def test_the_service_is_healthy(environment: Deployed) -> None:
    answer = environment.request("GET", "/health")
    assert (answer.status, answer.body["status"]) == (200, "ok")


def test_an_order_is_placed_with_its_total(environment: Deployed) -> None:
    answer = environment.place(ORDER)
    assert answer.status == 201
    assert {name: answer.body[name] for name in ORDER} == ORDER
    assert (answer.body["total"], answer.body["status"]) == (1749, "PLACED")
    assert answer.headers["Location"] == f"/orders/{UUID(answer.body['order_id'])}"


def test_a_placed_order_is_read_from_the_store(environment: Deployed) -> None:
    placed = environment.place(ORDER)
    read = environment.request("GET", placed.headers["Location"])
    assert (read.status, read.body) == (200, placed.body)


def test_an_unknown_order_is_not_found(environment: Deployed) -> None:
    answer = environment.request("GET", f"/orders/{uuid4()}")
    assert (answer.status, answer.body["message"]) == (404, "There is no order with this id")


def test_an_id_that_is_none_is_refused(environment: Deployed) -> None:
    answer = environment.request("GET", "/orders/not-an-id")
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "path.order_id"


def test_an_order_without_lines_is_refused_with_the_reason(environment: Deployed) -> None:
    answer = environment.place({**ORDER, "lines": []})
    assert answer.status == 422
    assert [problem["where"] for problem in answer.body["problems"]] == ["body.lines"]


@pytest.mark.parametrize("body", ["{", "[]"])
def test_a_body_that_is_no_json_object_is_refused(environment: Deployed, body: str) -> None:
    answer = environment.request("POST", "/orders", data=body, headers={"Content-Type": "application/json"})
    assert answer.status == 400


def test_another_content_type_is_refused(environment: Deployed) -> None:
    answer = environment.request("POST", "/orders", data="<order/>", headers={"Content-Type": "application/xml"})
    assert answer.status == 415


def test_a_route_that_does_not_exist_is_not_found(environment: Deployed) -> None:
    assert environment.request("GET", "/invoices").status == 404


def test_a_repeated_key_returns_the_same_order(environment: Deployed) -> None:
    key = new_key()
    first, second = environment.place(ORDER, key=key), environment.place(ORDER, key=key)
    assert (first.status, second.status) == (201, 201)
    assert second.body == first.body


def test_without_a_key_a_repeated_order_is_another_order(environment: Deployed) -> None:
    assert environment.place(ORDER).body["order_id"] != environment.place(ORDER).body["order_id"]


def test_a_key_cannot_be_used_for_another_order(environment: Deployed) -> None:
    key = new_key()
    environment.place(ORDER, key=key)
    answer = environment.place({**ORDER, "currency": "USD"}, key=key)
    assert (answer.status, answer.body["message"]) == (422, "This Idempotency-Key was used for another order")
