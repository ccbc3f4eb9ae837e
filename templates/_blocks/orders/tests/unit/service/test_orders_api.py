"""The API: what callers send and get, wherever it runs."""

from uuid import uuid4

import pytest

from tests.unit.service.box import ORDER, Service


def test_a_placed_order_is_answered_with_everything_that_was_kept(service: Service) -> None:
    answer = service.place()
    assert answer.status == 201
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Location"] == f"/orders/{answer.body['order_id']}"
    assert {name: answer.body[name] for name in ORDER} == ORDER
    assert (answer.body["total"], answer.body["status"]) == (1749, "PLACED")


def test_a_placed_order_can_be_read(service: Service) -> None:
    placed = service.place()
    read = service.request("GET", placed.headers["Location"])
    assert (read.status, read.body) == (200, placed.body)


def test_an_unknown_order_is_404(service: Service) -> None:
    answer = service.request("GET", f"/orders/{uuid4()}")
    assert (answer.status, answer.body["message"]) == (404, "There is no order with this id")


def test_an_id_that_is_none_is_422(service: Service) -> None:
    answer = service.request("GET", "/orders/7")
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "path.order_id"


def test_a_path_that_does_not_exist_is_404(service: Service) -> None:
    answer = service.request("GET", "/invoices")
    assert (answer.status, answer.body["message"]) == (404, "Not found")


KEEP = {"x-synthetic": "true", "prefer": "respond-async, Keep"}


def test_a_synthetic_order_can_be_kept_and_the_answer_says_so(service: Service) -> None:
    answer = service.request("POST", "/orders", ORDER, headers=KEEP)
    assert (answer.status, answer.headers["Preference-Applied"]) == (201, "keep")
    assert service.request("GET", answer.headers["Location"]).body == answer.body


@pytest.mark.parametrize(
    "headers",
    [
        {"prefer": "keep"},
        {"x-synthetic": "false", "prefer": "keep"},
        {"x-synthetic": "true"},
        {"x-synthetic": "true", "prefer": "return=minimal"},
        {"x-synthetic": "true", "prefer": "keep", "idempotency-key": "key-1"},
    ],
    ids=["not marked", "marked as real", "no preference", "another preference", "with a key"],
)
def test_another_order_does_not_say_that_it_is_kept(service: Service, headers: dict[str, str]) -> None:
    answer = service.request("POST", "/orders", ORDER, headers=headers)
    assert answer.status == 201
    assert "preference-applied" not in {name.lower() for name in answer.headers}


def test_a_synthetic_mark_that_is_neither_true_nor_false_is_refused(service: Service) -> None:
    answer = service.request("POST", "/orders", ORDER, headers={"x-synthetic": "perhaps"})
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "header.x-synthetic"
