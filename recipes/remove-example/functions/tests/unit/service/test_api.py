"""The API through its handler, with events as API Gateway sends them."""

import pytest
from aws_lambda_powertools.event_handler.openapi.exceptions import ResponseValidationError

from tests.unit.service.box import Service
from tests.unit.service.conftest import Lines


def test_health_tells_the_version(service: Service) -> None:
    answer = service.request("GET", "/health")
    assert (answer.status, answer.body) == (200, {"status": "ok", "version": "42"})


@pytest.mark.parametrize(("method", "path"), [("GET", "/no-such-path"), ("POST", "/health")])
def test_a_route_that_does_not_exist_is_404_and_logged_without_alarm(
    service: Service, log: Lines, method: str, path: str
) -> None:
    answer = service.request(method, path)
    assert (answer.status, answer.body["message"]) == (404, "Not found")
    assert [(line["level"], line["status"]) for line in log()] == [("INFO", 404)]


def test_an_answer_that_breaks_its_own_model_is_our_error_and_is_logged(
    service: Service, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failing the invocation is what Lambda counts and what rolls a version back; API Gateway answers 500."""
    monkeypatch.setattr(service.api, "Health", lambda **_: {"status": 7, "version": None})
    with pytest.raises(ResponseValidationError):
        service.request("GET", "/health")
    assert [(line["level"], line["message"]) for line in log()] == [("ERROR", "Unexpected error")]


def test_every_log_line_of_a_request_carries_its_id(service: Service, log: Lines) -> None:
    service.request("GET", "/no-such-path")
    assert {line["correlation_id"] for line in log()} == {"JKJaXmPLvHcESHA="}
