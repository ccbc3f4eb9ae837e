"""The hook before the shift: new tasks that work pass, every wrong answer fails the deployment."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from release_hooks import ecs, release_test
from release_hooks.aws import CALL_SECONDS, client

from tests.support.hooks import REVISION, SECRET, VERSION, Change, Context, Reply, Tasks

EVENT: dict[str, Any] = {
    "executionId": "execution-1",
    "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
    "resourceArn": "arn:aws:ecs:eu-west-1:111111111111:service-deployment/orders/orders/1",
    "executionDetails": {
        "targetServiceRevisionArn": REVISION,
        "testTrafficWeights": {},
        "productionTrafficWeights": {},
    },
}
pytestmark = pytest.mark.usefixtures("settings", "revision")


def outcome(context: Context | None = None) -> str:
    return ecs.pre_traffic(EVENT, context or Context())["hookStatus"]


def on(route: str, change: Callable[[Reply], Reply]) -> Change:
    """Change the answers to one route."""
    return lambda asked, reply: change(reply) if asked == route else reply


def fields(**changes: Any) -> Callable[[Reply], Reply]:
    """The same status, and the body with other fields."""
    return lambda reply: (reply[0], {**reply[1], **changes})


def instead(status: int, body: Any = None) -> Callable[[Reply], Reply]:
    """Another status, and another body if given."""
    return lambda reply: (status, reply[1] if body is None else body)


def bad_order(change: Callable[[Reply], Reply]) -> Change:
    """Change the answer to the order that must be refused."""
    return lambda route, reply: change(reply) if reply[0] == 422 else reply


def test_new_tasks_that_work_pass_without_waiting(tasks: Tasks, users_see: Tasks, waits: list[float]) -> None:
    assert outcome() == "SUCCEEDED"
    reached = [*["health"] * release_test.ANSWERS_IN_A_ROW, "ready"]
    assert [route.split("/")[1] for route in tasks.routes] == [*reached, "health", *["orders"] * 3, "health"]
    assert (users_see.routes, waits) == ([], [])


def test_every_request_is_synthetic_and_carries_the_secret(tasks: Tasks) -> None:
    outcome()
    sent = {(request.headers["X-Synthetic"], request.headers["X-Release-Test"]) for request in tasks.requests}
    assert sent == {("true", SECRET)}


def test_every_node_of_the_load_balancer_is_asked_for_the_version_and_one_then_answers_the_rest(tasks: Tasks) -> None:
    outcome()
    connections = [request.connection for request in tasks.requests]
    asked, rest = connections[: release_test.ANSWERS_IN_A_ROW], connections[-5:]
    assert (len(set(asked)), len(set(rest))) == (release_test.ANSWERS_IN_A_ROW, 1)


BROKEN: dict[str, Change] = {
    "health is 500": on("GET /health", instead(500)),
    "health says that it is ill": on("GET /health", fields(status="ill")),
    "health has a field too many": on("GET /health", fields(hint="no")),
    "health has no version": on("GET /health", instead(200, {"status": "ok"})),
    "health redirects": on("GET /health", instead(302, {})),
    "readiness is 500": on("GET /ready", instead(500)),
    "readiness says something else": on("GET /ready", fields(status="starting")),
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
    "the body is no JSON": on("GET /health", instead(200, "<html>")),
    "the body is a list": on("GET /health", instead(200, [])),
    "the body is empty": on("GET /ready", instead(200, "")),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_wrong_answer_fails_at_once(tasks: Tasks, waits: list[float], change: Change) -> None:
    tasks.change = change
    assert (outcome(), waits) == ("FAILED", [])


UNREACHABLE: dict[str, Change] = {
    "the load balancer finds no task": on("GET /health", instead(503, "<html>503</html>")),
    "the load balancer gets no answer": on("GET /health", instead(502, "<html>502</html>")),
    "a task hangs up": on("GET /health", instead(0)),
    "the old version answers": on("GET /health", fields(version="0ld")),
    "the database is not reached yet": on("GET /ready", instead(503, {"status": "starting"})),
}


@pytest.mark.parametrize("change", UNREACHABLE.values(), ids=UNREACHABLE.keys())
def test_tasks_that_are_not_reachable_yet_get_two_minutes(tasks: Tasks, waits: list[float], change: Change) -> None:
    tasks.change = change
    assert outcome() == "FAILED"
    assert 110 <= sum(waits) <= release_test.PATIENCE_SECONDS


def test_no_request_is_repeated_behind_the_back_of_the_hook(tasks: Tasks, waits: list[float]) -> None:
    tasks.change = UNREACHABLE["a task hangs up"]
    outcome()
    assert len(tasks.requests) == len(waits) + 1


@pytest.mark.parametrize("change", UNREACHABLE.values(), ids=UNREACHABLE.keys())
def test_tasks_that_become_reachable_in_that_time_pass(tasks: Tasks, waits: list[float], change: Change) -> None:
    tasks.change = lambda route, reply: change(route, reply) if sum(waits) < 60 else reply
    assert (outcome(), sum(waits)) == ("SUCCEEDED", 60)


def test_an_old_version_that_answers_on_some_connections_is_no_success(tasks: Tasks) -> None:
    sometimes = fields(version="0ld")
    tasks.change = on("GET /health", lambda reply: sometimes(reply) if len(tasks.requests) % 3 == 0 else reply)
    assert outcome() == "FAILED"
    assert "POST /orders" not in tasks.routes


def test_an_old_version_that_comes_back_after_the_orders_is_no_success(tasks: Tasks) -> None:
    tasks.change = on("GET /health", lambda reply: fields(version="0ld")(reply) if tasks.orders else reply)
    assert outcome() == "FAILED"


LOST: dict[str, Change] = {
    "placing": on("POST /orders", instead(503)),
    "hanging up instead of placing": on("POST /orders", instead(0)),
    "reading": on("GET /orders/{id}", instead(503)),
}


@pytest.mark.parametrize("change", LOST.values(), ids=LOST.keys())
def test_an_order_is_tried_once_because_a_second_try_hides_a_fault(
    tasks: Tasks, waits: list[float], change: Change
) -> None:
    tasks.change = change
    assert (outcome(), waits, tasks.routes.count("POST /orders")) == ("FAILED", [], 1)


def test_tasks_that_nobody_started_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_ENDPOINT", "http://127.0.0.1:1")
    assert outcome() == "FAILED"


def test_a_hook_with_little_time_left_fails_before_lambda_stops_it(tasks: Tasks) -> None:
    assert outcome(Context(milliseconds_left=15_000)) == "FAILED"
    assert tasks.requests == []


def test_the_patience_ends_with_the_time_of_the_hook(tasks: Tasks, waits: list[float]) -> None:
    tasks.change = UNREACHABLE["the old version answers"]
    assert outcome(Context(milliseconds_left=35_000)) == "FAILED"
    assert sum(waits) <= 30


@pytest.mark.parametrize("value", ["", "two words", "two\nlines", "ключ"])
def test_a_secret_that_is_no_header_value_fails_and_stays_secret(
    tasks: Tasks, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    content: dict[str, Any] = {"SecretString": value} if value else {"SecretBinary": b"no text"}
    client("secretsmanager").put_secret_value(SecretId=os.environ["RELEASE_TEST_SECRET_ARN"], **content)
    assert outcome() == "FAILED"
    assert tasks.requests == [] and (not value or value not in caplog.text)


def test_a_secret_that_does_not_exist_fails(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELEASE_TEST_SECRET_ARN", f"{os.environ['RELEASE_TEST_SECRET_ARN']}-no-more")
    assert outcome() == "FAILED"
    assert "ResourceNotFoundException" in caplog.text


def test_a_secret_that_the_listener_does_not_know_fails_at_once(tasks: Tasks, waits: list[float]) -> None:
    # pragma: allowlist nextline secret
    tasks.secret = "another"
    assert (outcome(), waits, tasks.routes) == ("FAILED", [], ["GET /health"])


def test_the_log_says_what_was_asked_and_what_came_back_but_not_the_secret(
    tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.change = on("POST /orders", fields(total=500))
    outcome()
    assert "order placed: expected" in caplog.text and "'total': 500" in caplog.text
    assert SECRET not in caplog.text
    assert caplog.records[-1].__dict__["deployment"] == EVENT["resourceArn"]


def test_success_is_logged_with_the_version(caplog: pytest.LogCaptureFixture) -> None:
    outcome()
    assert caplog.records[-1].__dict__["version"] == VERSION


def test_an_event_without_a_revision_fails() -> None:
    assert ecs.pre_traffic({}, Context()) == {"hookStatus": "FAILED"}


def test_what_must_still_be_said_afterwards_fits_into_what_is_reserved() -> None:
    config = client("codedeploy").meta.config
    tries = config.retries["total_max_attempts"]
    assert tries * (config.read_timeout + config.connect_timeout) < CALL_SECONDS
