"""What the service writes about orders: how many, and nothing about customers."""

import json

from tests.support.service_log import METRICS_NAMESPACE, Lines
from tests.unit.service.box import ORDER, Service


def test_every_request_has_one_line_with_its_route(service: Service, log: Lines) -> None:
    service.request("GET", service.place().headers["Location"])
    assert [line["message"] for line in log()] == ["Order placed", "Request answered", "Request answered"]
    lines = [line for line in log() if line["message"] == "Request answered"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/orders", 201),
        ("GET", "/orders/{order_id}", 200),
    ]


def test_only_a_real_order_is_counted_as_a_metric(service: Service, log: Lines) -> None:
    service.place()
    service.place(synthetic=True)
    (metric,) = [line for line in log() if "_aws" in line]
    assert metric["OrdersPlaced"] == 1
    (declared,) = metric["_aws"]["CloudWatchMetrics"]
    assert declared["Namespace"] == METRICS_NAMESPACE
    assert declared["Metrics"] == [{"Name": "OrdersPlaced", "Unit": "Count"}]
    assert all(metric[name] for names in declared["Dimensions"] for name in names)


def test_the_log_does_not_tell_who_ordered_what(service: Service, log: Lines) -> None:
    placed = service.place(key="key-of-customer-7")
    service.place({**ORDER, "currency": "customer-7"})
    service.request("GET", "/customers/customer-7")
    service.request("GET", placed.headers["Location"] + "?customer=customer-7")
    assert "customer-7" not in json.dumps(log()) and "PEN-01" not in json.dumps(log())
