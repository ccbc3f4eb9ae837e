"""The stream of requests during a deployment is steady, counted, and ends with the deployment."""

import threading
import time

import pytest
import urllib3

from pipeline.actions import synthetic_traffic
from pipeline.actions.synthetic_traffic import SyntheticTraffic


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

    with SyntheticTraffic("https://api.example.com", path=path, send=send):
        assert enough.wait(5)
    sent = len(urls)
    time.sleep(0.05)
    assert set(urls) == {f"https://api.example.com{path}"}
    assert len(urls) == sent, "nothing is sent after the end"


def test_failures_are_counted_and_printed_but_decide_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([200, 500, 503, 500, 200])

    def send(_url: str) -> int:
        try:
            return next(answers)
        except StopIteration:
            raise urllib3.exceptions.TimeoutError from None

    with SyntheticTraffic("https://api.example.com", send=send) as traffic:
        while not traffic.results["TimeoutError"]:
            time.sleep(0.01)
    printed = capsys.readouterr().out
    assert "500: 2" in printed
    assert "503: 1" in printed
    assert "TimeoutError: " in printed


def test_a_request_that_hangs_does_not_hold_the_deployment() -> None:
    release = threading.Event()
    started = time.monotonic()
    with SyntheticTraffic("https://api.example.com", send=lambda _url: int(release.wait(30))):
        pass
    assert time.monotonic() - started < 5
    release.set()


def test_the_stream_is_bounded_even_if_nobody_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    traffic = SyntheticTraffic("https://api.example.com", send=lambda _url: 200, at_most_minutes=0.0005)
    with traffic:
        time.sleep(0.3)
    assert traffic.results.total() == synthetic_traffic.CALLERS * 3


def test_an_error_of_the_deployment_ends_the_stream_and_is_not_swallowed() -> None:
    with (
        pytest.raises(RuntimeError, match="deployment"),
        SyntheticTraffic("https://api.example.com", send=lambda _url: 200) as traffic,
    ):
        raise RuntimeError("deployment")
    assert traffic._stop.is_set()


def test_requests_say_that_they_are_synthetic() -> None:
    assert synthetic_traffic._connections.headers == {"X-Synthetic": "true"}
