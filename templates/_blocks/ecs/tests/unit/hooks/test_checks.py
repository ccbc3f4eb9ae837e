"""Which requests try out a version: those that probes.py lists, or those that it had before it had lists."""

import pytest
from release_hooks import checks, probes


def passed(send: probes.Send) -> None:
    """A check of a team."""


def test_a_team_lists_its_own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "NEW_TASKS", (passed, passed), raising=False)
    monkeypatch.setattr(probes, "RUNNING_VERSION", (passed,), raising=False)
    assert checks.of_new_tasks() == (passed, passed)
    assert checks.of_the_running_version() == (passed,)


def test_no_check_is_a_choice_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "NEW_TASKS", (), raising=False)
    assert checks.of_new_tasks() == ()


def test_probes_of_an_earlier_release_are_still_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEW_TASKS", "RUNNING_VERSION"):
        monkeypatch.delattr(probes, name, raising=False)
    for name in ("order_round_trip", "bad_order_is_refused"):
        monkeypatch.setattr(probes, name, passed, raising=False)
    assert checks.of_new_tasks() == (passed, passed)
    assert checks.of_the_running_version() == (passed,)
