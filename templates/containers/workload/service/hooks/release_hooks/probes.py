"""Requests that try out one version of the service, and what must come back.

The hooks send them to new tasks before users see them. The deploy action sends them to the tasks that run, after a
migration: see `workload/compatibility.py`.
"""

from http import HTTPStatus

from release_hooks.probing import Answer, Check, NotReady, ProbeFailed, Send, alive, expect, health, ready

# What hooks and deploy action take from here.
__all__ = ["KEPT", "NEW_TASKS", "RUNNING_VERSION", "SYNTHETIC", "alive", "readiness"]
__all__ += ["Answer", "Check", "NotReady", "ProbeFailed", "Send", "expect", "health"]

# Synthetic orders delete themselves and do not count as business.
SYNTHETIC = {"X-Synthetic": "true"}
ORDER = {
    "customer_id": "probe",
    "currency": "EUR",
    "lines": [{"sku": "PROBE-1", "quantity": 2, "unit_price": 250}, {"sku": "PROBE-2", "quantity": 1, "unit_price": 1}],
}
ORDER_TOTAL = 501
BAD_ORDER = {**ORDER, "lines": [{"sku": "PROBE-1", "quantity": 0, "unit_price": 250}]}
# The version reaches its database and finds the schema that it needs.
readiness = ready()


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
# Where and what is placed once in the store of an environment, and found again by each release after that.
KEPT = ("/orders", ORDER)
