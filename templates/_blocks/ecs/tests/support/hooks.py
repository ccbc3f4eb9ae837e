"""New tasks behind a test listener, as the hooks see them: a real HTTP server that forgets everything after a test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.support import probed_service
from tests.support.changed_answers import Change, Reply
from tests.support.loopback import listening

VERSION = f"sha256:{'4f2c91d0' * 8}"
IMAGE = f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders@{VERSION}"
REVISION = "arn:aws:ecs:eu-west-1:111111111111:service-revision/orders/orders/9313423515462893900"
SECRET = "a-secret-of-the-release-test"  # pragma: allowlist secret


@dataclass
class Context:
    """Lambda's, as far as hooks ask it."""

    milliseconds_left: int = 300_000

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds_left


@dataclass
class Request:
    """One request that arrived. route: ids in it are replaced by `{id}`."""

    route: str
    headers: dict[str, str]
    connection: int


@dataclass
class Tasks:
    """Answers as the service does. `change` breaks its answers: (route, reply) -> reply; a route is `GET /health`.

    secret: what the listener asks for in X-Release-Test; empty: nothing, as on the listener of users.
    kept: what the service remembers of earlier requests.
    """

    change: Change = lambda route, reply: reply
    version: str = VERSION
    secret: str = SECRET
    requests: list[Request] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    endpoint: str = ""

    @property
    def routes(self) -> list[str]:
        return [request.route for request in self.requests]

    def reply(self, route: str, body: Any) -> tuple[str, Reply]:
        """The name of a route, and what the service answers when nothing is wrong with it."""
        if route == "GET /health":
            return route, (200, {"status": "ok", "version": self.version})
        if route == "GET /ready":
            return route, (200, {"status": "ready"})
        return probed_service.reply(route, body, self.kept)


@contextmanager
def serve(tasks: Tasks, *, certificate: Path | None = None) -> Iterator[Tasks]:
    """The tasks, listening on a port of this machine while the context lasts; with a certificate, through TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One packet an answer: two would wait for each other.
        wbufsize = -1

        def do_GET(self) -> None:
            self.answer(None)

        def do_POST(self) -> None:
            self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def answer(self, body: Any) -> None:
            route, normal = tasks.reply(f"{self.command} {self.path}", body)
            tasks.requests.append(Request(route, dict(self.headers), self.client_address[1]))
            if tasks.secret and self.headers.get("X-Release-Test") != tasks.secret:
                return self.send(403, "Forbidden")
            self.send(*tasks.change(route, normal))

        def send(self, status: int, body: Any) -> None:
            if status == 0:
                # The task hangs up without a word.
                self.close_connection = True
                return
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *values: Any) -> None:
            """Quiet."""

    with listening(Handler, certificate) as server:
        tasks.endpoint = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
        yield tasks
