"""Requests that try out one version of the API, and what must come back.

Used by the CodeDeploy hooks, which invoke the version directly. Events have the form that API Gateway (HTTP API,
payload version 2.0) sends, so that the version cannot tell the difference.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

ORDER = {
    "customer_id": "probe",
    "currency": "EUR",
    "lines": [{"sku": "PROBE-1", "quantity": 2, "unit_price": 250}, {"sku": "PROBE-2", "quantity": 1, "unit_price": 1}],
}
ORDER_TOTAL = 501
BAD_ORDER = {**ORDER, "lines": [{"sku": "PROBE-1", "quantity": 0, "unit_price": 250}]}


class ProbeFailed(Exception):
    """The version under test does not answer as it has to; the message says what was sent and what came back."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the version answered to one request: HTTP status and the JSON object of the body."""

    status: int
    body: dict[str, Any]


Send = Callable[[dict[str, Any]], Answer]
Check = Callable[[Send], None]


def request(method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The event of API Gateway for one synthetic request."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {path}",
        "rawPath": path,
        "rawQueryString": "",
        # Synthetic orders delete themselves and do not count as business: see orders.logic.
        "headers": {"content-type": "application/json", "x-synthetic": "true", "user-agent": "codedeploy-hook"},
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "codedeploy-hook",
            "domainName": "codedeploy-hook",
            "domainPrefix": "codedeploy-hook",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "codedeploy-hook",
            },
            "requestId": f"probe-{uuid4()}",
            "routeKey": f"{method} {path}",
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime()),
            "timeEpoch": int(time.time() * 1000),
        },
        "isBase64Encoded": False,
    }
    if body is not None:
        event["body"] = json.dumps(body)
    return event


def expect(what: str, wanted: object, got: object) -> None:
    """Raise ProbeFailed unless both are equal."""
    if wanted != got:
        raise ProbeFailed(f"{what}: expected {wanted!r}, got {got!r}")


def health(version: str) -> Check:
    """A check that the function answers, and that the answer comes from this version."""

    def check(send: Send) -> None:
        answer = send(request("GET", "/health"))
        expect("status of GET /health", HTTPStatus.OK, answer.status)
        expect("body of GET /health", {"status": "ok", "version": version}, answer.body)

    return check


def kept_order(path: str) -> Check:
    """A check that the version finds what an earlier release placed at this path; "none": nothing was placed yet."""

    def check(send: Send) -> None:
        if path == "none":
            return
        answer = send(request("GET", path))
        if answer.status == HTTPStatus.NOT_FOUND:
            raise ProbeFailed(
                f"GET {path}: 404, and an earlier release placed it: the store of this version was emptied or is "
                'another one. Look under "The probe is gone" in docs/runbook.md'
            )
        expect(f"status of GET {path}", HTTPStatus.OK, answer.status)

    return check


def order_round_trip(send: Send) -> None:
    """Place an order, compare every field with what was sent, read it back and compare again."""
    placed = send(request("POST", "/orders", ORDER))
    expect("status of POST /orders", HTTPStatus.CREATED, placed.status)
    wanted = {**ORDER, "total": ORDER_TOTAL, "status": "PLACED"}
    expect("order placed", wanted, {name: placed.body.get(name) for name in wanted})
    path = f"/orders/{placed.body.get('order_id')}"
    read = send(request("GET", path))
    expect(f"status of GET {path}", HTTPStatus.OK, read.status)
    expect("order read back", placed.body, read.body)


def bad_order_is_refused(send: Send) -> None:
    """An order with a quantity of 0 must be refused as the caller's mistake, with a message, and not as ours."""
    answer = send(request("POST", "/orders", BAD_ORDER))
    expect("status of POST /orders with a bad order", HTTPStatus.UNPROCESSABLE_ENTITY, answer.status)
    wheres = [problem.get("where") for problem in answer.body.get("problems", [])]
    expect("refused part of the bad order", ["body.lines.0.quantity"], wheres)
