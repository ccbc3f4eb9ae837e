"""HTTP for the load balancer's health check, and for people: GET /health and GET /status."""

import json
import socket
import threading
from abc import ABC, abstractmethod
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from packet_filter.status import Status

# How often it looks whether it is to stop.
_STOP_SECONDS = 0.1


class HealthServer:
    """Serves in threads of its own from `with` on. Raises OSError there: the port is taken.

    port: 0 takes a free one, which `port` then names.
    """

    def __init__(self, status: Status, *, port: int) -> None:
        self._status = status
        self._port = port

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        status = self._status

        class Handler(_Handler):
            def answer(self) -> tuple[HTTPStatus, dict[str, object]] | None:
                if self.path == "/health":
                    return status.health()
                return (HTTPStatus.OK, status.details()) if self.path == "/status" else None

        family = _Server if _has_ipv6() else _ServerOfIpv4
        self._server: ThreadingHTTPServer = family(("", self._port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(_STOP_SECONDS,), name="health", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _ServerOfIpv4(ThreadingHTTPServer):
    # Whoever asks and never reads must not keep the process from ending.
    daemon_threads = True
    block_on_close = False


class _Server(_ServerOfIpv4):
    address_family = socket.AF_INET6

    def server_bind(self) -> None:
        # For callers of IPv4, too.
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


class _Handler(BaseHTTPRequestHandler, ABC):
    # A connection that says nothing must not hold a thread for ever.
    timeout = 5
    protocol_version = "HTTP/1.1"

    @abstractmethod
    def answer(self) -> tuple[HTTPStatus, dict[str, object]] | None:
        """Code and body for this path; None: it is unknown."""

    def do_GET(self) -> None:
        code, body = self.answer() or (
            HTTPStatus.NOT_FOUND,
            {"message": f"{self.path} is unknown, for example /health or /status."},
        )
        content = (json.dumps(body) + "\n").encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def version_string(self) -> str:
        return "packet-filter"

    def log_message(self, format: str, *args: Any) -> None:
        """A load balancer asks every few seconds from each zone; that would be most of the log."""
