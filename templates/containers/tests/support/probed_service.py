"""How the service answers the requests of `probes.py`, and which answers are wrong. It goes or changes with them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from tests.support.changed_answers import Change, Reply, fields, instead, on

# What NEW_TASKS and RUNNING_VERSION ask, in this order.
ROUTES = ("POST /orders", "GET /orders/{id}", "POST /orders")
RUNNING = ROUTES[:2]


def reply(route: str, body: Any, kept: dict[str, Any]) -> tuple[str, Reply]:
    """The name of a route (ids in it replaced by `{id}`), and what is answered when nothing is wrong with the service.

    kept: what the service remembers of earlier requests.
    """
    if route.startswith("GET /orders/"):
        order = kept.get(route.rpartition("/")[2])
        return "GET /orders/{id}", (200, order) if order else (404, {"message": "There is no order"})
    if any(line["quantity"] < 1 for line in body["lines"]):
        problem = {"where": "body.lines.0.quantity", "problem": "too small"}
        return route, (422, {"message": "Invalid", "problems": [problem]})
    order = {**body, "order_id": str(uuid4()), "status": "PLACED", "placed_at": "2030-01-01T00:00:00Z"}
    order["total"] = sum(line["quantity"] * line["unit_price"] for line in body["lines"])
    kept[order["order_id"]] = order
    return route, (201, order)


def bad_order(change: Callable[[Reply], Reply]) -> Change:
    """Change the answer to the order that must be refused."""
    return lambda route, reply: change(reply) if reply[0] == 422 else reply


# What a version must not answer to NEW_TASKS.
BROKEN: dict[str, Change] = {
    "placing is 500": on("POST /orders", instead(500)),
    "placing is 200": on("POST /orders", instead(200)),
    "the order has no id": on("POST /orders", fields(order_id=None)),
    "the customer is another": on("POST /orders", fields(customer_id="somebody")),
    "the currency is another": on("POST /orders", fields(currency="USD")),
    "the lines are gone": on("POST /orders", fields(lines=[])),
    "the total is wrong": on("POST /orders", fields(total=500)),
    "the status is wrong": on("POST /orders", fields(status="LOST")),
    "reading is 404": on("GET /orders/{id}", instead(404)),
    "another total is read": on("GET /orders/{id}", fields(total=502)),
    "another time is read": on("GET /orders/{id}", fields(placed_at="2031-01-01T00:00:00Z")),
    "a bad order is placed": bad_order(instead(201)),
    "a bad order is our mistake": bad_order(instead(500)),
    "a bad order is refused without a reason": bad_order(fields(problems=[])),
    "a bad order is refused with no problems at all": bad_order(instead(422, {"message": "no"})),
    "a bad order is refused for another reason": bad_order(fields(problems=[{"where": "body.currency"}])),
}
# Answers that never come.
LOST: dict[str, Change] = {
    "placing": on("POST /orders", instead(503)),
    "hanging up instead of placing": on("POST /orders", instead(0)),
    "reading": on("GET /orders/{id}", instead(503)),
}
# What a migration must not make of the version that runs.
BROKEN_RUNNING: dict[str, Change] = {
    "placing": on("POST /orders", instead(500, {"message": "no"})),
    "total": on("POST /orders", fields(total=1)),
    "reading": on("GET /orders/{id}", instead(500, {"message": "no"})),
}
# A wrong answer, and what the log then says.
LOGGED = on("POST /orders", fields(total=500)), ("order placed: expected", "'total': 500")
