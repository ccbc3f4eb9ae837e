"""An account in memory that a container can reach: S3, DynamoDB, and Step Functions as far as a task reports to it."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

REGION = "eu-central-1"


@dataclass
class Account:
    """endpoint: of all its services. reported: action (`SendTaskSuccess`) and body of all reports but heartbeats."""

    endpoint: str = ""
    reported: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """What a container needs to work in this account and in no other."""
        keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
        return {**keys, "AWS_DEFAULT_REGION": REGION, "AWS_ENDPOINT_URL": self.endpoint}


@contextmanager
def account() -> Iterator[Account]:
    """Inside, clients of this process work in the account too."""
    made = Account()
    services = BotocoreStubber()
    # moto looks at the condition of a write and then writes: calls of two threads must not meet in it.
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        # A client that sends a file asks first whether it may.
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = self._answer(body)
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in {"content-length", "date", "server", "connection"}:
                    self.send_header(name, value)
            length = len(content) if self.command != "HEAD" else headers.get("content-length", 0)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(content if self.command != "HEAD" else b"")

        do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = do

        def _answer(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            # Credential=KEY/DATE/REGION/SERVICE/aws4_request
            [service] = re.findall(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", self.headers["Authorization"])
            if service == "states":
                action = self.headers["X-Amz-Target"].rpartition(".")[2]
                if action != "SendTaskHeartbeat":
                    made.reported.append((action, json.loads(body)))
                return 200, {}, b"{}"
            url = f"https://{service}.{REGION}.amazonaws.com{self.path}"
            request = AWSPreparedRequest(self.command, url, self.headers, body, stream_output=False)
            with one_at_a_time:
                status, headers, content = services.process_request(request)
            return status, headers, content if isinstance(content, bytes) else str(content).encode()

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing."""

    with mock_aws(), ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.endpoint = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
