"""The API: what callers send and get, wherever it runs."""

from uuid import uuid4

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


def test_a_synthetic_mark_that_is_neither_true_nor_false_is_refused(service: Service) -> None:
    answer = service.request("POST", "/orders", ORDER, headers={"x-synthetic": "perhaps"})
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "header.x-synthetic"
