"""The API through its handler, with events as API Gateway sends them: what only Lambda has."""

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest
from aws_lambda_powertools.event_handler.openapi.exceptions import ResponseValidationError
from botocore.exceptions import ClientError

from tests.unit.service.box import ORDER, Service
from tests.unit.service.conftest import Lines

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_a_body_that_api_gateway_encoded_is_read(service: Service) -> None:
    encoded = base64.b64encode(json.dumps(ORDER).encode()).decode()
    answer = service.request("POST", "/orders", event={"body": encoded, "isBase64Encoded": True})
    assert answer.status == 201


def test_health_tells_the_version_and_needs_no_table() -> None:
    from orders.handlers import api

    # No `dynamodb` fixture here: a call to it would reach for the network, which conftest.py forbids.
    answer = Service(api).request("GET", "/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "version": "42"})


def test_a_synthetic_order_is_kept_for_a_day_only(service: Service, dynamodb: "DynamoDBClient") -> None:
    assert service.place(synthetic=True).status == 201
    assert "expires_at" in dynamodb.scan(TableName="orders")["Items"][0]


def test_a_synthetic_order_that_is_kept_stays_for_a_century(service: Service, dynamodb: "DynamoDBClient") -> None:
    service.request("POST", "/orders", ORDER, headers={"x-synthetic": "true", "prefer": "keep"})
    [item] = dynamodb.scan(TableName="orders")["Items"]
    assert int(item["expires_at"]["N"]) > time.time() + 99 * 365 * 24 * 60 * 60


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


def test_every_log_line_of_a_request_carries_its_id(service: Service, log: Lines) -> None:
    service.place()
    lines = log()
    assert [line["message"] for line in lines] == ["Order placed"]
    assert {line["correlation_id"] for line in lines} == {"JKJaXmPLvHcESHA="}


def test_the_log_does_not_tell_who_ordered_what(service: Service, log: Lines) -> None:
    service.place()
    service.place({**ORDER, "currency": "customer-7"})
    assert "customer-7" not in str(log()) and "PEN-01" not in str(log())


def test_an_unexpected_error_is_logged_once_and_fails_the_invocation(
    service: Service, dynamodb: "DynamoDBClient", log: Lines
) -> None:
    """Failing the invocation is what Lambda counts and what rolls a version back; API Gateway answers 500."""
    dynamodb.delete_table(TableName="orders")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        service.place()
    lines = log()
    assert [(line["level"], line["message"]) for line in lines] == [("ERROR", "Unexpected error")]
    assert "ResourceNotFoundException" in lines[0]["exception"]


def test_an_answer_that_breaks_its_own_model_is_our_error_and_not_the_callers(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.api, "Health", lambda **_: {"status": 7, "version": None})
    with pytest.raises(ResponseValidationError):
        service.request("GET", "/health")
