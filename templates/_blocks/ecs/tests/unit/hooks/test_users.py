"""The hook after the shift: users must get the new version, every time, while the old tasks could still take over."""

from typing import Any

import pytest
from release_hooks import ecs, release_test

from tests.support.hooks import REVISION, Context, Reply, Tasks

pytestmark = pytest.mark.usefixtures("settings", "revision")


def outcome() -> str:
    return ecs.post_traffic({"executionDetails": {"targetServiceRevisionArn": REVISION}}, Context())["hookStatus"]


def test_users_who_get_the_new_version_pass(users_see: Tasks, tasks: Tasks) -> None:
    assert outcome() == "SUCCEEDED"
    assert users_see.routes == ["GET /health"] * release_test.ANSWERS_IN_A_ROW
    assert tasks.requests == []


def test_each_request_opens_a_connection_so_other_nodes_of_the_load_balancer_are_asked(users_see: Tasks) -> None:
    outcome()
    assert len({request.connection for request in users_see.requests}) == release_test.ANSWERS_IN_A_ROW


def test_the_secret_of_the_test_listener_does_not_leave_it(users_see: Tasks) -> None:
    outcome()
    assert all("X-Release-Test" not in request.headers for request in users_see.requests)


def test_users_who_get_the_old_version_fail(users_see: Tasks, waits: list[float]) -> None:
    users_see.version = "0ld"
    assert outcome() == "FAILED"
    assert sum(waits) > 100, "a shift takes a moment to be seen everywhere"


def test_users_who_sometimes_get_the_old_version_fail(users_see: Tasks) -> None:
    def change(_route: str, reply: Reply) -> Reply:
        body: dict[str, Any] = reply[1]
        return reply[0], {**body, "version": "0ld" if len(users_see.requests) % 3 == 0 else body["version"]}

    users_see.change = change
    assert outcome() == "FAILED"


def test_users_who_get_an_error_fail_at_once(users_see: Tasks, waits: list[float]) -> None:
    users_see.change = lambda _route, reply: (500, {"message": "Internal error"})
    assert (outcome(), waits) == ("FAILED", [])


def test_users_who_get_no_answer_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENDPOINT", "http://127.0.0.1:1")
    assert outcome() == "FAILED"
