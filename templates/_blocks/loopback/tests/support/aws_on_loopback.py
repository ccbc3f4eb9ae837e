"""moto for processes that a test starts: an HTTP server on the loopback interface before the mock of this process."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import BotocoreStubber

from tests.support.moto_in_order import in_order
from tests.support.no_account import reaching


class _Server(ThreadingHTTPServer):
    def __init__(self, region: str, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), _Aws, bind_and_activate=False)
        self.socket.close()
        self.region, self.socket = region, listening


class _Aws(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers: Any = HTTPHeaders()
        for name, value in self.headers.items():
            headers[name] = value
        region, service = self._scope()
        url = f"https://{service}.{region}.amazonaws.com{self.path}"
        del headers["Host"]
        headers["Host"] = f"{service}.{region}.amazonaws.com"
        asked = AWSPreparedRequest(self.command, url, headers, content, False)
        answered = BotocoreStubber().process_request(asked)
        assert answered is not None, f"moto knows nothing of {url}"
        status, told, body = answered
        sent = body if isinstance(body, bytes) else str(body).encode()
        self.send_response(int(status))
        for name, value in told.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, str(value))
        length = told.get("content-length", len(sent)) if self.command == "HEAD" else len(sent)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent)

    def _scope(self) -> tuple[str, str]:
        """Of which region and service this request is."""
        # Credential=KEY/20260131/eu-west-1/s3/aws4_request, in an address that was signed as well.
        signed = unquote(f"{self.headers.get('Authorization', '')} {self.path}")
        if found := re.search(r"Credential=[^/\s]+/\d+/([^/\s]+)/([^/\s]+)/", signed):
            return found[1], found[2]
        # An older signature has neither; only S3 takes it, or none at all.
        assert isinstance(self.server, _Server)
        return self.server.region, "s3"

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _answer

    def log_message(self, format: str, *_: object) -> None:
        """Nothing."""


@contextmanager
def loopback(region: str, listening: socket.socket | None = None) -> Iterator[dict[str, str]]:
    """The variables of a process, so that its AWS is the mock that is active here.

    listening: where it answers, if that was decided before: what is asked earlier waits there.
    """
    server = _Server(region, listening or socket.create_server(("127.0.0.1", 0)))
    with in_order(), server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield reaching(server.socket.getsockname()[1], region)
        finally:
            server.shutdown()
