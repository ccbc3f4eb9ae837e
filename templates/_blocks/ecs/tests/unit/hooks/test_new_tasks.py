"""The hook before the shift: new tasks that work pass, every wrong answer fails the deployment."""

import os
from typing import Any

import pytest
from release_hooks import ecs, release_test
from release_hooks.aws import CALL_SECONDS, client

from tests.support import probed_service
from tests.support.changed_answers import Change, fields, instead, on
from tests.support.hooks import REVISION, SECRET, VERSION, Context, Tasks
from tests.support.probed_service import ROUTES

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


def of_the_service(tasks: Tasks) -> tuple[str, ...]:
    """What was asked besides health and readiness."""
    return tuple(route for route in tasks.routes if route not in ("GET /health", "GET /ready"))


def test_new_tasks_that_work_pass_without_waiting(tasks: Tasks, users_see: Tasks, waits: list[float]) -> None:
    assert outcome() == "SUCCEEDED"
    reached = [*["GET /health"] * release_test.ANSWERS_IN_A_ROW, "GET /ready"]
    assert tasks.routes == [*reached, "GET /health", *ROUTES, "GET /health"]
    assert (users_see.routes, waits) == ([], [])


def test_every_request_is_synthetic_and_carries_the_secret(tasks: Tasks) -> None:
    outcome()
    sent = {(request.headers["X-Synthetic"], request.headers["X-Release-Test"]) for request in tasks.requests}
    assert sent == {("true", SECRET)}


def test_every_node_of_the_load_balancer_is_asked_for_the_version_and_one_then_answers_the_rest(tasks: Tasks) -> None:
    outcome()
    connections = [request.connection for request in tasks.requests]
    asked, rest = connections[: release_test.ANSWERS_IN_A_ROW], connections[-len(ROUTES) - 2 :]
    assert (len(set(asked)), len(set(rest))) == (release_test.ANSWERS_IN_A_ROW, 1)


BROKEN: dict[str, Change] = {
    "health is 500": on("GET /health", instead(500)),
    "health says that it is ill": on("GET /health", fields(status="ill")),
    "health has a field too many": on("GET /health", fields(hint="no")),
    "health has no version": on("GET /health", instead(200, {"status": "ok"})),
    "health redirects": on("GET /health", instead(302, {})),
    "readiness is 500": on("GET /ready", instead(500)),
    "readiness says something else": on("GET /ready", fields(status="starting")),
    "the body is no JSON": on("GET /health", instead(200, "<html>")),
    "the body is a list": on("GET /health", instead(200, [])),
    "the body is empty": on("GET /ready", instead(200, "")),
    **probed_service.BROKEN,
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
    assert not of_the_service(tasks)


def test_an_old_version_that_comes_back_at_the_end_is_no_success(tasks: Tasks) -> None:
    tasks.change = on("GET /health", lambda reply: fields(version="0ld")(reply) if of_the_service(tasks) else reply)
    assert outcome() == "FAILED"


@pytest.mark.parametrize("change", probed_service.LOST.values(), ids=probed_service.LOST.keys())
def test_what_the_service_does_is_tried_once_because_a_second_try_hides_a_fault(
    tasks: Tasks, waits: list[float], change: Change
) -> None:
    tasks.change = change
    assert (outcome(), waits) == ("FAILED", [])
    asked = of_the_service(tasks)
    assert asked and asked == ROUTES[: len(asked)]


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
    tasks.change, words = probed_service.LOGGED
    outcome()
    assert words and all(word in caplog.text for word in words)
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
