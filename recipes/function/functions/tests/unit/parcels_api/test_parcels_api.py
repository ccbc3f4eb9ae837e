"""The function for parcels answers its part of the API, and refuses as the rest of the API does."""

import os

import pytest

from tests.unit.service.box import Service

os.environ.setdefault("RELEASED_VERSION", "42")


@pytest.fixture
def service() -> Service:
    from parcels_api import handler

    return Service(handler)


def test_a_price_is_that_of_so_many_pieces(service: Service) -> None:
    answer = service.request("GET", "/parcels/price", event={"queryStringParameters": {"quantity": "3"}})
    assert (answer.status, answer.body) == (200, {"quantity": 3, "total": 750})


@pytest.mark.parametrize("quantity", ["0", "10001", "2.5", "many", ""])
def test_a_quantity_that_is_none_is_refused_with_the_reason(service: Service, quantity: str) -> None:
    answer = service.request("GET", "/parcels/price", event={"queryStringParameters": {"quantity": quantity}})
    assert answer.status == 422
    assert [problem["where"] for problem in answer.body["problems"]] == ["query.quantity"]


def test_the_function_tells_with_which_version_it_was_released(service: Service) -> None:
    answer = service.request("GET", "/parcels/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "version": os.environ["RELEASED_VERSION"]})


def test_what_other_functions_answer_is_not_found_here(service: Service) -> None:
    assert service.request("GET", "/orders/4f2c91d0-0000-4000-8000-000000000000").status == 404


def test_an_unexpected_error_is_one_of_the_function(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(quantity: int) -> None:
        raise RuntimeError("the list of prices is empty")

    monkeypatch.setattr("parcels_api.price.price", fail)
    with pytest.raises(RuntimeError, match="is empty"):
        service.request("GET", "/parcels/price", event={"queryStringParameters": {"quantity": "3"}})
