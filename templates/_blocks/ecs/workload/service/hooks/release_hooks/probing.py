"""How one version of the service is tried out, whatever it does: requests, answers, and what every version must answer.

`probes.py`, which is the team's, says what this service is asked besides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol


class ProbeFailed(Exception):
    """The version under test does not answer as it has to; the message says what was sent and what came back."""


class NotReady(ProbeFailed):
    """Nobody answers yet, or still another version: seconds after a shift of traffic this may pass by itself."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back for one request: HTTP status and the JSON object of the body."""

    status: int
    body: Mapping[str, Any]


class Send(Protocol):
    """Sends one request, once. Raises NotReady: no task answered; ProbeFailed: the answer is no JSON object."""

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer: ...


Check = Callable[[Send], None]


def expect(what: str, wanted: object, got: object) -> None:
    """Raise ProbeFailed unless both are equal."""
    if wanted != got:
        raise ProbeFailed(f"{what}: expected {wanted!r}, got {got!r}")


def alive(send: Send) -> None:
    """The service answers, whatever its version."""
    answer = send("GET", "/health")
    expect("status of GET /health", HTTPStatus.OK, answer.status)
    expect("status in the body of GET /health", "ok", answer.body.get("status"))


def health(version: str) -> Check:
    """A check that the service answers, and that the answer comes from this version."""

    def check(send: Send) -> None:
        answer = send("GET", "/health")
        expect("status of GET /health", HTTPStatus.OK, answer.status)
        answered = answer.body.get("version")
        if answered != version and answer.body == {"status": "ok", "version": answered}:
            raise NotReady(f"version in GET /health: expected {version!r}, got {answered!r}")
        expect("body of GET /health", {"status": "ok", "version": version}, answer.body)

    return check


def kept(path: str) -> Check:
    """A check that the version finds what an earlier release placed at this path; "none": nothing was placed yet."""

    def check(send: Send) -> None:
        if path == "none":
            return
        answer = send("GET", path)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise ProbeFailed(
                f"GET {path}: 404, and an earlier release placed it: the store of this version was emptied or is "
                'another one. Look under "The probe is gone" in docs/runbook.md'
            )
        expect(f"status of GET {path}", HTTPStatus.OK, answer.status)

    return check


def ready(path: str = "/ready") -> Check:
    """A check that the version reaches what it works with."""

    def check(send: Send) -> None:
        answer = send("GET", path)
        expect(f"status of GET {path}", HTTPStatus.OK, answer.status)
        expect(f"body of GET {path}", {"status": "ready"}, answer.body)

    return check
