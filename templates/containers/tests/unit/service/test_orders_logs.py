"""What the service writes: JSON, one object a line, and nothing about customers."""

import json
import logging

import pytest
from orders.access import AccessLog
from starlette.types import Receive, Scope, Send

from tests.unit.service.box import ORDER, TRACE_HEADER, Service
from tests.unit.service.conftest import Lines


def test_every_request_has_one_line_with_its_route_and_time(service: Service, log: Lines) -> None:
    service.request("GET", service.place().headers["Location"])
    lines = [line for line in log() if line["message"] == "Request answered"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/orders", 201),
        ("GET", "/orders/{order_id}", 200),
    ]
    assert all(0 < line["milliseconds"] < 5_000 for line in lines)


def test_every_line_of_a_request_carries_its_id_and_the_names_of_the_service(service: Service, log: Lines) -> None:
    service.place()
    assert [line["message"] for line in log()] == ["Order placed", "Request answered"]
    for line in log():
        assert (line["request_id"], line["service"], line["environment"]) == (TRACE_HEADER, "orders", "test")
        assert line["level"] == "INFO" and line["timestamp"].endswith("Z")


@pytest.mark.parametrize("trace_header", [b"\xff", None])
def test_a_request_without_a_usable_id_gets_one(service: Service, log: Lines, trace_header: bytes | None) -> None:
    headers = {} if trace_header is None else {"x-amzn-trace-id": trace_header.decode("latin-1")}
    Service(service.app, headers=headers).request("GET", "/health")
    assert len(log()[0]["request_id"]) == 36


def test_only_a_real_order_is_counted_as_a_metric(service: Service, log: Lines) -> None:
    service.place()
    service.place(synthetic=True)
    (metric,) = [line for line in log() if "_aws" in line]
    assert metric["OrdersPlaced"] == 1
    (declared,) = metric["_aws"]["CloudWatchMetrics"]
    assert declared["Namespace"] == "orders-test"
    assert declared["Metrics"] == [{"Name": "OrdersPlaced", "Unit": "Count"}]
    assert all(metric[name] for names in declared["Dimensions"] for name in names)


def test_the_log_does_not_tell_who_ordered_what(service: Service, log: Lines) -> None:
    placed = service.place(key="key-of-customer-7")
    service.place({**ORDER, "currency": "customer-7"})
    service.request("GET", "/customers/customer-7")
    service.request("GET", placed.headers["Location"] + "?customer=customer-7")
    assert "customer-7" not in json.dumps(log()) and "PEN-01" not in json.dumps(log())


def test_libraries_log_in_the_same_form(log: Lines) -> None:
    logging.getLogger("some.library").warning("%s are late", "orders", extra={"minutes": 7})
    (line,) = log()
    assert (line["message"], line["logger"], line["minutes"]) == ("orders are late", "some.library", 7)


def test_a_traceback_of_a_library_is_one_line(log: Lines) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = log()
    assert "Traceback" in line["exception"] and line["level"] == "ERROR"


async def fails_halfway(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ZeroDivisionError


def test_an_answer_that_breaks_off_is_logged_and_the_connection_closed(log: Lines) -> None:
    with pytest.raises(ZeroDivisionError):
        Service(AccessLog(fails_halfway)).request("GET", "/")
    error, answered = log()
    assert (error["message"], answered["status"]) == ("Unexpected error", 200)


def test_what_is_no_request_passes_unseen(service: Service, log: Lines) -> None:
    with service.running():
        assert log() == []
