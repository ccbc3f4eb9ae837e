"""Repeating a request with its Idempotency-Key places one order only."""

from collections.abc import Callable

import pytest

from tests.unit.service.box import ORDER, Service
from tests.unit.service.conftest import Lines


def test_without_a_key_every_request_is_an_order(service: Service, number_of_orders: Callable[[], int]) -> None:
    assert service.place().body["order_id"] != service.place().body["order_id"]
    assert number_of_orders() == 2


def test_the_same_key_and_order_return_the_same_order(service: Service, number_of_orders: Callable[[], int]) -> None:
    first, second = service.place(key="key-1"), service.place(key="key-1")
    assert (first.status, second.status) == (201, 201)
    assert second.body == first.body
    assert second.headers["Location"] == first.headers["Location"]
    assert number_of_orders() == 1


def test_an_order_counts_once_however_often_it_is_repeated(
    service: Service, log: Lines, counted: Callable[[], list[float]]
) -> None:
    for _ in range(3):
        service.place(key="key-1")
    assert counted() == [1]
    assert [line["message"] for line in log()].count("Order placed") == 1


def test_the_same_key_with_another_order_is_refused(service: Service, number_of_orders: Callable[[], int]) -> None:
    service.place(key="key-1")
    answer = service.place({**ORDER, "currency": "USD"}, key="key-1")
    assert (answer.status, answer.body["message"]) == (422, "This Idempotency-Key was used for another order")
    assert number_of_orders() == 1


def test_the_same_key_never_turns_a_real_order_into_a_synthetic_one(service: Service) -> None:
    service.place(key="key-1")
    assert service.place(key="key-1", synthetic=True).status == 422


def test_a_key_belongs_to_one_customer(service: Service) -> None:
    first = service.place(key="key-1")
    other = service.place({**ORDER, "customer_id": "customer-8"}, key="key-1")
    assert other.status == 201
    assert other.body["order_id"] != first.body["order_id"]


@pytest.mark.parametrize("key", ["with blank", "x" * 129, "ü"])
def test_a_key_that_cannot_be_one_is_refused(service: Service, key: str) -> None:
    answer = service.place(key=key)
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "header.idempotency-key"
