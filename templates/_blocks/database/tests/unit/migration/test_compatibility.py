"""After a migration, the version that still runs must work; a first deployment has none."""

from collections.abc import Mapping
from typing import Any

import pytest
from release_hooks.probes import Answer, NotReady

from settings.failure import ActionFailed
from tests.support import probed_service
from tests.support.changed_answers import Change, Reply
from tests.support.hooks import Tasks, serve
from tests.support.probed_service import RUNNING
from workload import compatibility
from workload.compatibility import previous_version_still_works, running_version_works


def check(change: Change = lambda route, reply: reply, version: str = "whatever") -> tuple[Tasks, list[float]]:
    """Ask real tasks on this machine, without waiting between the tries."""
    waited: list[float] = []
    with serve(Tasks(secret="", version=version, change=change)) as tasks:
        previous_version_still_works(tasks.endpoint, sleep=waited.append)
    return tasks, waited


def test_a_version_that_works_passes_whatever_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    tasks, waited = check(version="older")
    assert tasks.routes == ["GET /health", *RUNNING]
    assert {request.headers["X-Synthetic"] for request in tasks.requests} == {"true"}
    assert (waited, capsys.readouterr().out) == ([], "The version that runs works on the migrated database.\n")


def test_the_first_deployment_says_that_there_is_nothing_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    previous_version_still_works(None)
    assert capsys.readouterr().out.startswith("First deployment: no version runs yet")


def test_a_version_that_was_broken_before_does_not_keep_its_repair_from_users(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serve(Tasks(secret="", change=lambda route, reply: (500, {}))) as broken:
        assert not running_version_works(broken.endpoint)
    assert "so the migration is not judged by it" in capsys.readouterr().out
    with serve(Tasks(secret="")) as works:
        assert running_version_works(works.endpoint)
    assert running_version_works(None)


BROKEN: dict[str, Change] = {
    "health": lambda route, reply: (503, {}) if route == "GET /health" else reply,
    "ill": lambda route, reply: (200, {"status": "ill"}) if route == "GET /health" else reply,
    **probed_service.BROKEN_RUNNING,
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_version_that_the_migration_broke_stops_the_release(change: Change) -> None:
    with pytest.raises(ActionFailed, match=r"does not work on the migrated database: .*repair the schema forward"):
        check(change)


def test_requests_that_waited_for_a_lock_of_the_migration_are_tried_again() -> None:
    answered: list[str] = []

    def change(route: str, reply: Reply) -> Reply:
        answered.append(route)
        return (500, {"message": "timed out"}) if answered.count(route) == 1 and route == RUNNING[0] else reply

    assert check(change)[1] == [compatibility.SECONDS_BETWEEN]


def test_a_version_that_does_not_answer_stops_the_release_after_all_tries() -> None:
    tries: list[str] = []
    waited: list[float] = []

    def send(method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        tries.append(path)
        raise NotReady("no answer")

    with pytest.raises(ActionFailed, match="no answer"):
        previous_version_still_works("https://api.example.com", send=send, sleep=waited.append)
    assert (len(tries), len(waited)) == (compatibility.TRIES, compatibility.TRIES - 1)
