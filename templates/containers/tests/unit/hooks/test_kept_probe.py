"""New tasks have to find what an earlier release placed: only then is their store the one with the data of users."""

import pytest
from release_hooks import ecs, probes
from release_hooks.sender import Sender

from tests.support.changed_answers import instead, on
from tests.support.hooks import REVISION, Context, Tasks

EVENT = {"executionDetails": {"targetServiceRevisionArn": REVISION}}
pytestmark = pytest.mark.usefixtures("settings", "revision")


@pytest.fixture
def kept(users_see: Tasks, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of what an earlier release placed in the store that old and new tasks share."""
    path, body = probes.KEPT
    placed = Sender(users_see.endpoint)("POST", path, body)
    tasks.kept.update(users_see.kept)
    found = f"{path}/{placed.body['order_id']}"
    monkeypatch.setenv("KEPT_PROBE", found)
    return found


def outcome() -> str:
    return ecs.pre_traffic(EVENT, Context())["hookStatus"]


def test_new_tasks_that_find_it_pass(kept: str, tasks: Tasks) -> None:
    assert outcome() == "SUCCEEDED"
    assert tasks.routes.count("GET /orders/{id}") == 2, "the one that was kept, and the one of this release"


def test_new_tasks_on_an_empty_store_fail_at_once_and_the_log_says_what_that_means(
    kept: str, tasks: Tasks, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    tasks.kept.clear()
    assert (outcome(), waits) == ("FAILED", [])
    assert f"GET {kept}: 404, and an earlier release placed it: the store of this version was emptied" in caplog.text


def test_new_tasks_that_cannot_read_it_fail(kept: str, tasks: Tasks, caplog: pytest.LogCaptureFixture) -> None:
    tasks.change = on("GET /orders/{id}", instead(500, {"message": "no"}))
    assert outcome() == "FAILED"
    assert f"status of GET {kept}: expected" in caplog.text


def test_before_anything_was_placed_nothing_is_asked_for(tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT_PROBE", "none")
    assert outcome() == "SUCCEEDED"
    assert tasks.routes.count("GET /orders/{id}") == 1
