"""The verification asks the new version, then bakes; whatever it cannot see fails it."""

import json
from pathlib import Path
from typing import Any

import pytest
import urllib3

from environments import ENVIRONMENTS
from pipeline.actions import smoke, verify
from settings.failure import ActionFailed

LAST = ENVIRONMENTS[-1]
OUTPUTS = {"Endpoint": "https://api.example.com", "HealthAlarms": "errors, slow", "DeployedVersion": "7"}


class Watch:
    """Stands for the bake and remembers what it watched, and what was asked before."""

    def __init__(self) -> None:
        self.watched: Any = None
        self.asked: list[str] = []

    def ask(self, endpoint: str, version: str, *, path: str) -> None:
        assert self.watched is None, "the new version is asked before its alarms are watched"
        self.asked.append(f"{endpoint}{path} {version}")

    def __call__(self, _cloudwatch: object, names: Any) -> "Watch":
        self.watched = names
        return self

    def bake(self, minutes: float) -> None:
        self.watched = (self.watched, minutes)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watch:
    fake = Watch()
    session = type("Session", (), {"client": lambda _self, _name: None})()
    monkeypatch.setattr(verify, "lookup_session", lambda _environment: session)
    monkeypatch.setattr(verify, "AlarmWatch", fake)
    monkeypatch.setattr(verify, "answers_with_version", fake.ask)
    monkeypatch.chdir(tmp_path)
    return fake


def write(outputs: object) -> None:
    Path("outputs.json").write_text(json.dumps(outputs))


def test_every_alarm_is_watched_for_the_bake_time_of_the_environment(
    watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(OUTPUTS)
    assert verify.main([LAST.name]) == 0
    assert watch.watched == (("errors", "slow"), LAST.bake_minutes)
    assert "version 7 answers" in capsys.readouterr().out


def test_each_path_that_the_workload_names_has_to_answer_with_the_new_version(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(LAST), "smoke_paths", ("/health", "/behind/health"))
    write(OUTPUTS)
    assert verify.main([LAST.name]) == 0
    assert watch.asked == [f"https://api.example.com{path} 7" for path in ("/health", "/behind/health")]


def test_what_stands_beside_the_first_function_names_its_path_in_an_output(watch: Watch) -> None:
    write({**OUTPUTS, "MoreSmokePath": "/more/health", "SmokePathOfOthers": "/no/path"})
    assert verify.main([LAST.name]) == 0
    paths = [each.removeprefix("https://api.example.com") for each in watch.asked]
    assert paths == [*(f"{path} 7" for path in LAST.smoke_paths), "/more/health 7"]


def test_a_path_that_is_none_fails_before_anything_is_asked(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    write({**OUTPUTS, "MoreSmokePath": "more/health"})
    assert verify.main([LAST.name]) == 1
    assert 'MoreSmokePath is "more/health"; a path begins with a slash' in capsys.readouterr().err
    assert not watch.asked


PROBE = "/orders/4f2c91d0"


def asked_for(monkeypatch: pytest.MonkeyPatch, *, found: bool) -> list[tuple[str, str]]:
    """What the verification asks the store for."""
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(verify, "still_holds", lambda endpoint, path: bool(asked.append((endpoint, path)) or found))
    return asked


def test_what_an_earlier_release_placed_is_asked_for_and_found(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_for(monkeypatch, found=True)
    write({**OUTPUTS, "KeptProbe": PROBE})
    assert verify.main([LAST.name]) == 0
    assert asked == [("https://api.example.com", PROBE)]
    assert watch.watched == (("errors", "slow"), LAST.bake_minutes)


def test_an_empty_store_fails_before_the_bake_in_one_sentence_that_says_what_to_do(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked_for(monkeypatch, found=False)
    write({**OUTPUTS, "KeptProbe": PROBE})
    assert verify.main([LAST.name]) == 1
    said = capsys.readouterr().err
    assert f"https://api.example.com{PROBE} answers with 404, and an earlier release placed it" in said
    assert f"replace_data of {LAST.name} in environments.py" in said
    assert '"The probe is gone" in docs/runbook.md' in said
    assert watch.watched is None


@pytest.mark.parametrize("outputs", [OUTPUTS, {**OUTPUTS, "KeptProbe": "none"}], ids=["no probe", "none yet"])
def test_a_store_in_which_nothing_was_placed_is_asked_for_nothing(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, outputs: dict[str, str]
) -> None:
    asked = asked_for(monkeypatch, found=False)
    write(outputs)
    assert verify.main([LAST.name]) == 0
    assert asked == []


def test_every_environment_names_something_to_ask() -> None:
    for environment in ENVIRONMENTS:
        assert environment.smoke_paths
        assert all(path.startswith("/") for path in (environment.traffic_path, *environment.smoke_paths))


@pytest.mark.parametrize(
    ("outputs", "sentence"),
    [
        ({**OUTPUTS, "HealthAlarms": ""}, "watches no alarm cannot pass"),
        ({**OUTPUTS, "HealthAlarms": " , "}, "watches no alarm cannot pass"),
        ({"Endpoint": "https://api.example.com", "DeployedVersion": "7"}, "has no output 'HealthAlarms'"),
        (["Endpoint"], "is no JSON object of outputs"),
    ],
)
def test_outputs_that_say_too_little_fail(
    watch: Watch, capsys: pytest.CaptureFixture[str], outputs: object, sentence: str
) -> None:
    write(outputs)
    assert verify.main([LAST.name]) == 1
    assert sentence in capsys.readouterr().err
    assert watch.watched is None


def test_missing_outputs_fail(watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([LAST.name]) == 1
    assert "outputs.json does not exist" in capsys.readouterr().err


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def ask(*answers: object, path: str = "/health") -> float:
    """Ask for version 7 at this path; each answer is used once, the last one stays. Returns the seconds it took."""
    clock, left = Clock(), list(answers)

    def get(url: str) -> tuple[int, bytes]:
        assert url == f"https://api.example.com{path}"
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    smoke.answers_with_version(
        "https://api.example.com", "7", path=path, get=get, clock=lambda: clock.now, sleep=clock.sleep
    )
    return clock.now


def version(number: str) -> tuple[int, bytes]:
    return 200, json.dumps({"status": "ok", "version": number}).encode()


def test_the_new_version_passes_at_once() -> None:
    assert ask(version("7")) == 0
    assert ask(version("7"), path="/behind/health") == 0


def test_an_answer_that_is_not_there_yet_is_asked_for_again() -> None:
    unreachable = urllib3.exceptions.ProtocolError("closed")
    assert ask(version("6"), (502, b""), unreachable, version("7")) == 15


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (version("6"), "answers with version 6 instead of 7"),
        ((500, b""), "answers with HTTP status 500"),
        ((200, b"<html>"), "answers without a version"),
        ((200, b'["7"]'), "answers without a version"),
        (urllib3.exceptions.ReadTimeoutError(None, "/", ""), "does not answer"),  # type: ignore[arg-type]
    ],
)
def test_whatever_is_not_the_new_version_fails_within_a_minute(answer: object, problem: str) -> None:
    with pytest.raises(ActionFailed, match=f"{problem}.* after 60 seconds of retries"):
        ask(answer)


def holds(*answers: object) -> tuple[bool, float]:
    """Ask for what was placed; each answer is used once, the last one stays. Returns also the seconds it took."""
    clock, left = Clock(), list(answers)

    def get(url: str) -> tuple[int, bytes]:
        assert url == f"https://api.example.com{PROBE}"
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer, b""  # type: ignore[return-value]

    found = smoke.still_holds("https://api.example.com", PROBE, get=get, clock=lambda: clock.now, sleep=clock.sleep)
    return found, clock.now


def test_what_is_found_or_gone_is_known_at_once_and_what_does_not_answer_is_asked_again() -> None:
    assert (holds(200), holds(404)) == ((True, 0), (False, 0))
    assert holds(503, urllib3.exceptions.ProtocolError("closed"), 200) == (True, 10)


@pytest.mark.parametrize("answer", [500, 403, urllib3.exceptions.ProtocolError("closed")])
def test_a_store_that_cannot_be_asked_fails_within_a_minute(answer: object) -> None:
    with pytest.raises(ActionFailed, match=r"https://api\.example\.com/orders/4f2c91d0 .* after 60 seconds of retries"):
        holds(answer)
