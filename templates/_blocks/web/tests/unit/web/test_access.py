"""What is logged around every request: JSON, one object a line, an id, and nothing about callers."""

import json
import logging

import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from web.access import AccessLog

from tests.support.api_client import TRACE_HEADER, Client
from tests.support.service_log import METRICS_NAMESPACE, Lines
from tests.unit.web.letters import unexpected


def test_every_request_has_one_line_with_its_route_and_time(client: Client, log: Lines) -> None:
    client.request("GET", "/letters/1?of=customer-7")
    client.request("GET", "/customers/customer-7", headers={"x-customer": "customer-7"})
    known, unknown = log()
    assert (known["message"], known["method"], known["route"], known["status"]) == (
        "Request answered",
        "GET",
        "/letters/{number}",
        200,
    )
    assert 0 < known["milliseconds"] < 5_000
    assert "route" not in unknown or unknown["route"] is None
    assert "customer-7" not in json.dumps(log())


def test_every_line_of_a_request_carries_its_id_and_the_names_of_the_service(client: Client, log: Lines) -> None:
    client.request("POST", "/letters", {"text": "hello"})
    assert [line["message"] for line in log()] == ["Letter kept", "Request answered"]
    for line in log():
        assert (line["request_id"], line["service"], line["environment"]) == (TRACE_HEADER, "service", "test")
        assert line["level"] == "INFO" and line["timestamp"].endswith("Z")


@pytest.mark.parametrize("trace_header", [b"\xff", None])
def test_a_request_without_a_usable_id_gets_one(app: FastAPI, log: Lines, trace_header: bytes | None) -> None:
    headers = {} if trace_header is None else {"x-amzn-trace-id": trace_header.decode("latin-1")}
    Client(app, headers=headers).request("GET", "/health")
    assert len(log()[0]["request_id"]) == 36


def test_an_id_that_is_too_long_is_cut(app: FastAPI, log: Lines) -> None:
    Client(app, headers={"x-amzn-trace-id": "1" * 1_000}).request("GET", "/health")
    assert log()[0]["request_id"] == "1" * 100


def test_an_unexpected_error_is_500_without_detail_and_logged_once_with_its_traceback(
    client: Client, log: Lines
) -> None:
    answer = client.request("GET", "/letters/0")
    assert (answer.status, answer.body) == (500, {"message": "sorry"})
    error, answered = log()
    assert (error["level"], error["message"]) == ("ERROR", "Unexpected error")
    assert "Traceback" in error["exception"] and "ZeroDivisionError: " in error["exception"]
    assert (answered["status"], answered["request_id"]) == (500, error["request_id"])


async def fails_halfway(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ZeroDivisionError


def test_an_answer_that_breaks_off_is_logged_and_the_connection_closed(log: Lines) -> None:
    with pytest.raises(ZeroDivisionError):
        Client(AccessLog(fails_halfway, unexpected)).request("GET", "/")
    error, answered = log()
    assert (error["message"], answered["status"]) == ("Unexpected error", 200)


def test_what_is_no_request_passes_unseen(client: Client, log: Lines) -> None:
    with client.running():
        assert log() == []


def test_what_counts_is_a_metric_in_the_line(client: Client, log: Lines) -> None:
    client.request("POST", "/letters", {"text": "hello"})
    (metric,) = [line for line in log() if "_aws" in line]
    assert metric["LettersKept"] == 1
    (declared,) = metric["_aws"]["CloudWatchMetrics"]
    assert declared["Namespace"] == METRICS_NAMESPACE
    assert declared["Metrics"] == [{"Name": "LettersKept", "Unit": "Count"}]
    assert all(metric[name] for names in declared["Dimensions"] for name in names)


def test_libraries_log_in_the_same_form(log: Lines) -> None:
    logging.getLogger("some.library").warning("%s are late", "letters", extra={"minutes": 7})
    (line,) = log()
    assert (line["message"], line["logger"], line["minutes"]) == ("letters are late", "some.library", 7)


def test_a_traceback_of_a_library_is_one_line(log: Lines) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = log()
    assert "Traceback" in line["exception"] and line["level"] == "ERROR"
