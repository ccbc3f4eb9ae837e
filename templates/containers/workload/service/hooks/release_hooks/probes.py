"""Requests that try out one version of the service, and what must come back.

The hooks send them to new tasks before users see them. The deploy action sends them to the tasks that run, after a
migration: see `workload/compatibility.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

# Synthetic orders delete themselves and do not count as business.
SYNTHETIC = {"X-Synthetic": "true"}
ORDER = {
    "customer_id": "probe",
    "currency": "EUR",
    "lines": [{"sku": "PROBE-1", "quantity": 2, "unit_price": 250}, {"sku": "PROBE-2", "quantity": 1, "unit_price": 1}],
}
ORDER_TOTAL = 501
BAD_ORDER = {**ORDER, "lines": [{"sku": "PROBE-1", "quantity": 0, "unit_price": 250}]}


class ProbeFailed(Exception):
    """The version under test does not answer as it has to; the message says what was sent and what came back."""


class NotReady(ProbeFailed):
    """Nobody answers yet, or still another version: seconds after a shift of traffic this may pass by itself."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back for one request: HTTP status and the JSON object of the body."""

    status: int
    body: Mapping[str, Any]


class Send(Protocol):
    """Sends one request, once. Raises NotReady: no task answered; ProbeFailed: the answer is no JSON object."""

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer: ...


Check = Callable[[Send], None]


def expect(what: str, wanted: object, got: object) -> None:
    """Raise ProbeFailed unless both are equal."""
    if wanted != got:
        raise ProbeFailed(f"{what}: expected {wanted!r}, got {got!r}")


def alive(send: Send) -> None:
    """The service answers, whatever its version."""
    answer = send("GET", "/health")
    expect("status of GET /health", HTTPStatus.OK, answer.status)
    expect("status in the body of GET /health", "ok", answer.body.get("status"))


def health(version: str) -> Check:
    """A check that the service answers, and that the answer comes from this version."""

    def check(send: Send) -> None:
        answer = send("GET", "/health")
        expect("status of GET /health", HTTPStatus.OK, answer.status)
        answered = answer.body.get("version")
        if answered != version and answer.body == {"status": "ok", "version": answered}:
            raise NotReady(f"version in GET /health: expected {version!r}, got {answered!r}")
        expect("body of GET /health", {"status": "ok", "version": version}, answer.body)

    return check


def readiness(send: Send) -> None:
    """The version reaches its database and finds the schema that it needs."""
    answer = send("GET", "/ready")
    expect("status of GET /ready", HTTPStatus.OK, answer.status)
    expect("body of GET /ready", {"status": "ready"}, answer.body)


def order_round_trip(send: Send) -> None:
    """Place an order, compare every field with what was sent, read it back and compare again."""
    placed = send("POST", "/orders", ORDER)
    expect("status of POST /orders", HTTPStatus.CREATED, placed.status)
    wanted = {**ORDER, "total": ORDER_TOTAL, "status": "PLACED"}
    expect("order placed", wanted, {name: placed.body.get(name) for name in wanted})
    path = f"/orders/{placed.body.get('order_id')}"
    read = send("GET", path)
    expect(f"status of GET {path}", HTTPStatus.OK, read.status)
    expect("order read back", placed.body, read.body)


def bad_order_is_refused(send: Send) -> None:
    """An order with a quantity of 0 must be refused as the caller's mistake, with a message, and not as ours."""
    answer = send("POST", "/orders", BAD_ORDER)
    expect("status of POST /orders with a bad order", HTTPStatus.UNPROCESSABLE_ENTITY, answer.status)
    problems = answer.body.get("problems")
    wheres = [problem.get("where") for problem in problems] if isinstance(problems, list) else problems
    expect("refused part of the bad order", ["body.lines.0.quantity"], wheres)


# What new tasks have to pass before users see them, and what the running version has to pass after a migration.
NEW_TASKS: tuple[Check, ...] = (order_round_trip, bad_order_is_refused)
RUNNING_VERSION: tuple[Check, ...] = (order_round_trip,)
