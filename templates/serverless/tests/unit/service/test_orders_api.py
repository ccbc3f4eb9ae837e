"""The API through its handler, with events as API Gateway sends them."""

import base64
import io
import json
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.unit.service.box import ORDER, Service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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


def test_a_body_that_api_gateway_encoded_is_read(service: Service) -> None:
    encoded = base64.b64encode(json.dumps(ORDER).encode()).decode()
    answer = service.request("POST", "/orders", event={"body": encoded, "isBase64Encoded": True})
    assert answer.status == 201


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


def test_health_tells_the_version_and_needs_no_table() -> None:
    from orders.handlers import api

    # No `dynamodb` fixture here: a call to it would reach for the network, which conftest.py forbids.
    answer = Service(api).request("GET", "/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "version": "42"})


def test_a_synthetic_order_is_kept_for_a_day_only(service: Service, dynamodb: "DynamoDBClient") -> None:
    assert service.place(synthetic=True).status == 201
    assert "expires_at" in dynamodb.scan(TableName="orders")["Items"][0]


def test_a_synthetic_mark_that_is_neither_true_nor_false_is_refused(service: Service) -> None:
    answer = service.request("POST", "/orders", ORDER, headers={"x-synthetic": "perhaps"})
    assert answer.status == 422
    assert answer.body["problems"][0]["where"] == "header.x-synthetic"


@pytest.mark.parametrize(("synthetic", "counted"), [(False, [1.0]), (True, None)])
def test_only_a_real_order_is_counted_as_a_metric(
    service: Service, capsys: pytest.CaptureFixture[str], synthetic: bool, counted: list[float] | None
) -> None:
    service.request("GET", "/health")  # the first call may publish the cold start metric
    capsys.readouterr()
    service.place(synthetic=synthetic)
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert [metric["OrdersPlaced"] for metric in metrics] == ([counted] if counted else [])
    for metric in metrics:
        assert metric["service"] == "orders"
        assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "orders-test"


def test_every_log_line_of_a_request_carries_its_id(service: Service, log: io.StringIO) -> None:
    service.place()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["message"] for line in lines] == ["Order placed"]
    assert {line["correlation_id"] for line in lines} == {"JKJaXmPLvHcESHA="}


def test_the_log_does_not_tell_who_ordered_what(service: Service, log: io.StringIO) -> None:
    service.place()
    service.place({**ORDER, "currency": "customer-7"})
    assert "customer-7" not in log.getvalue() and "PEN-01" not in log.getvalue()
