"""The stream of requests during a deployment is steady, counted, and ends with the deployment."""

import threading
import time

import pytest
import urllib3

from pipeline.actions import synthetic_traffic
from pipeline.actions.synthetic_traffic import SyntheticTraffic

ENDPOINT = "https://api.example.com"
HOURS = 33 * 60


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic_traffic, "SECONDS_BETWEEN", 0.01)


@pytest.mark.parametrize("path", ["/health", "/new/health"])
def test_requests_go_to_one_path_until_the_deployment_ends(path: str) -> None:
    urls: list[str] = []
    enough = threading.Event()

    def send(url: str) -> int:
        urls.append(url)
        if len(urls) >= 20:
            enough.set()
        return 200

    with SyntheticTraffic(ENDPOINT, path=path, send=send, at_most_minutes=HOURS):
        assert enough.wait(5)
    sent = len(urls)
    time.sleep(0.05)
    assert set(urls) == {f"{ENDPOINT}{path}"}
    assert len(urls) == sent, "nothing is sent after the end"


def test_failures_are_counted_and_printed_but_decide_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([200, 500, 503, 500, 200])

    def send(_url: str) -> int:
        try:
            return next(answers)
        except StopIteration:
            raise urllib3.exceptions.TimeoutError from None

    with SyntheticTraffic(ENDPOINT, send=send, at_most_minutes=HOURS) as traffic:
        while not traffic.results["TimeoutError"]:
            time.sleep(0.01)
    printed = capsys.readouterr().out
    assert "500: 2" in printed
    assert "503: 1" in printed
    assert "TimeoutError: " in printed


def test_a_request_that_hangs_does_not_hold_the_deployment() -> None:
    release = threading.Event()
    started = time.monotonic()
    with SyntheticTraffic(ENDPOINT, send=lambda _url: int(release.wait(30)), at_most_minutes=HOURS):
        pass
    assert time.monotonic() - started < 5
    release.set()


class Clock:
    """Of a deployment that lasts `minutes`, of which the stream sees one each time it looks."""

    def __init__(self) -> None:
        self.minutes = 0

    def monotonic(self) -> float:
        self.minutes += 1
        return self.minutes * 60.0


def test_the_stream_lasts_as_long_as_the_deployment_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic_traffic, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(synthetic_traffic, "time", Clock())
    traffic = SyntheticTraffic(ENDPOINT, send=lambda _url: 200, at_most_minutes=HOURS)
    with traffic:
        for caller in traffic._callers:
            caller.join(timeout=20)
    assert HOURS - 10 <= traffic.results.total() <= HOURS


def test_a_stream_of_a_process_that_was_forgotten_ends_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with SyntheticTraffic(ENDPOINT, send=lambda _url: 200, at_most_minutes=0.001) as traffic:
        time.sleep(0.3)
        assert not any(caller.is_alive() for caller in traffic._callers)
    assert traffic.results["200"]
    assert "They ended after 0.001 minutes, before the deployment." in capsys.readouterr().out


def test_a_stream_that_was_stopped_in_time_says_nothing_of_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    with SyntheticTraffic(ENDPOINT, send=lambda _url: 200, at_most_minutes=HOURS):
        pass
    assert "ended" not in capsys.readouterr().out


def test_what_nobody_expected_is_counted_and_the_stream_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    sent = 0

    def send(_url: str) -> int:
        nonlocal sent
        sent += 1
        if sent <= synthetic_traffic.CALLERS:
            raise UnicodeError("a location that is no address")
        return 200

    with SyntheticTraffic(ENDPOINT, send=send, at_most_minutes=HOURS) as traffic:
        deadline = time.monotonic() + 5
        while not traffic.results["200"] and time.monotonic() < deadline:
            time.sleep(0.01)
        assert all(caller.is_alive() for caller in traffic._callers)
    assert traffic.results["UnicodeError"] == synthetic_traffic.CALLERS
    assert "failed: UnicodeError: 4." in capsys.readouterr().out


def test_an_error_of_the_deployment_ends_the_stream_and_is_not_swallowed() -> None:
    with (
        pytest.raises(RuntimeError, match="deployment"),
        SyntheticTraffic(ENDPOINT, send=lambda _url: 200, at_most_minutes=HOURS) as traffic,
    ):
        raise RuntimeError("deployment")
    assert traffic._stop.is_set()


def test_requests_say_that_they_are_synthetic() -> None:
    assert synthetic_traffic._connections.headers == {"X-Synthetic": "true"}
