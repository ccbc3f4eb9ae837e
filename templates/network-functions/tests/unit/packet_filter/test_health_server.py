"""What load balancers and people are told over HTTP."""

import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from packet_filter.health_server import HealthServer
from packet_filter.status import Refused, Status


@pytest.fixture
def status() -> Status:
    """Of a function that is well."""
    return Status(version="1.2", policy="v7", prepared=True)


@pytest.fixture
def server(status: Status) -> Iterator[HealthServer]:
    """On a free port."""
    with HealthServer(status, port=0) as server:
        yield server


def get(server: HealthServer, path: str, *, method: str = "GET") -> tuple[int, Any]:
    """The answer over the loopback interface."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or "{}") if answer.status < 500 or path == "/health" else {}
    finally:
        connection.close()


def test_a_function_that_is_well_says_which_versions_it_runs(server: HealthServer) -> None:
    assert get(server, "/health") == (200, {"version": "1.2", "status": "ok", "policy": "v7"})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"draining": True}, "draining"),
        ({"policy": None}, "no policy"),
        ({"prepared": False}, "starting"),
        ({"ended": "the tunnel ended with exit code 1"}, "ended"),
        ({"ended": "the tunnel ended with exit code 1", "draining": True}, "ended"),
    ],
)
def test_otherwise_it_says_in_a_word_why_it_wants_no_flows(
    server: HealthServer, status: Status, change: dict[str, Any], word: str
) -> None:
    for name, value in change.items():
        setattr(status, name, value)
    code, body = get(server, "/health")
    assert (code, body["status"]) == (503, word)


def test_a_refused_policy_is_no_reason_to_send_flows_elsewhere_and_is_told_to_people(
    server: HealthServer, status: Status
) -> None:
    status.refused = Refused(version="v8", reason="port 70000 ...", file="policy.yaml", line=7)
    status.sessions = 12
    assert get(server, "/health")[0] == 200
    code, body = get(server, "/status")
    assert code == 200
    assert body["refused"] == {"version": "v8", "reason": "port 70000 ...", "file": "policy.yaml", "line": 7}
    assert (body["policy"], body["sessions"], body["status"], body["draining"]) == ("v7", 12, "ok", False)


def test_another_path_is_answered_with_those_that_there_are(server: HealthServer) -> None:
    assert get(server, "/") == (404, {"message": "/ is unknown, for example /health or /status."})


def test_nothing_can_be_changed_here(server: HealthServer) -> None:
    assert get(server, "/status", method="POST")[0] == 501


def test_a_caller_that_says_nothing_holds_up_nobody(server: HealthServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)):
        assert get(server, "/health")[0] == 200


def test_a_port_that_is_taken_is_an_error_at_the_start(server: HealthServer, status: Status) -> None:
    with pytest.raises(OSError, match="in use"), HealthServer(status, port=server.port):
        pass
