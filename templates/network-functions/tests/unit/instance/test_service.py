"""The unit of systemd: a stop drains it, and a start ends only when the new version says that it is well."""

import http.client
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from instance_hooks.failure import HookFailed
from instance_hooks.service import START_SECONDS, Service, ask

from tests.support.clock import Clock
from tests.unit.instance.conftest import Programs


class Function:
    """answers: what GET /health answers, one after the other; the last one for ever."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self._answers = list(answers)

    def __call__(self) -> dict[str, Any]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def service(programs: Programs, clock: Clock, *answers: dict[str, Any] | Exception, unit: Path = Path("/")) -> Service:
    return Service(programs, ask=Function(*answers), unit_file=unit, clock=clock, sleep=clock.sleep)


WELL = {"status": "ok", "version": "new"}


def test_a_start_waits_for_the_new_version_to_be_well(programs: Programs, clock: Clock) -> None:
    refused = ConnectionRefusedError("nobody listens")
    starting = {"status": "starting", "version": "new"}
    service(programs, clock, refused, {"status": "ok", "version": "old"}, starting, WELL).start("new")
    assert programs.calls == [
        ("systemctl", "daemon-reload"),
        ("systemctl", "enable", "--now", "network-function.service"),
    ]
    assert clock.now == 3


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"status": "no policy", "version": "new"}, "is not well: no policy"),
        ({"status": "ok", "version": "old"}, "answers with version old instead of new"),
        (ConnectionRefusedError("nobody listens"), r"does not answer \(nobody listens\)"),
        (http.client.BadStatusLine("?"), r"does not answer \(\?\)"),
    ],
)
def test_a_start_that_does_not_end_well_says_what_the_function_said(
    programs: Programs, clock: Clock, answer: dict[str, Any] | Exception, problem: str
) -> None:
    programs.answers["journalctl"] = ["geneve-tunnel: port 6081 is taken\n"]
    with pytest.raises(HookFailed, match=rf"{problem} after 120 seconds. It said: geneve-tunnel: port 6081 is taken"):
        service(programs, clock, answer).start("new")
    assert clock.now >= START_SECONDS


def test_a_stop_leaves_the_draining_to_the_function(programs: Programs, clock: Clock, tmp_path: Path) -> None:
    service(programs, clock, WELL, unit=tmp_path).stop(seconds=90)
    assert programs.calls == [("systemctl", "stop", "network-function.service")]


def test_on_a_new_instance_there_is_nothing_to_stop(programs: Programs, clock: Clock, tmp_path: Path) -> None:
    service(programs, clock, WELL, unit=tmp_path / "missing").stop(seconds=90)
    assert not programs.calls


class Draining(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": "draining", "version": "new"}).encode()
        self.send_response(503 if self.path == "/health" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Draining) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_function_that_is_not_well_answers_too(address: str) -> None:
    assert ask(address) == {"status": "draining", "version": "new"}
