"""Sends requests to the API of a service as the load balancer does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from starlette.types import ASGIApp

# What an Application Load Balancer adds to every request.
TRACE_HEADER = "Root=1-67891233-abcdef012345678912345678"


@dataclass(frozen=True)
class Answer:
    """A response of the API, its JSON body parsed."""

    status: int
    body: Any
    headers: Any = field(default_factory=dict)


class Client:
    """Sends requests to an application in this process."""

    def __init__(self, app: ASGIApp, *, headers: dict[str, str] | None = None) -> None:
        self.app = app
        usual = {"x-amzn-trace-id": TRACE_HEADER} if headers is None else headers
        as_bytes: Any = {name.encode(): value.encode("latin-1") for name, value in usual.items()}
        self._client = TestClient(app, headers=as_bytes)

    @contextmanager
    def running(self) -> Iterator[None]:
        """From start to stop."""
        with self._client:
            yield

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: str | bytes | Iterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request: `body` as JSON, or `content` as it is."""
        sent = {name.encode(): value.encode() for name, value in (headers or {}).items()}
        answer = self._client.request(method, path, json=body, content=content, headers=sent)
        return Answer(answer.status_code, answer.json(), answer.headers)
