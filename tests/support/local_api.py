"""Serves the orders service of a serverless repository on 127.0.0.1, with its tables in memory.

    python tests/support/local_api.py REPOSITORY OUTPUTS

Stands for API Gateway in front of Lambda: it makes events of payload version 2.0, and a failed invocation becomes
500 `{"message": "Internal Server Error"}`. It writes OUTPUTS (like a deployment does) once it accepts requests.
Below `/<name of a defect>` is the same service, broken on purpose, to see whether the template's test suites notice.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

VERSION = "42"
START_SECONDS = 30

Response = dict[str, Any]


def changed(response: Response, **fields: Any) -> Response:
    """The same response with other fields in its JSON body."""
    return {**response, "body": json.dumps({**json.loads(response["body"]), **fields})}


def crash(_: Response) -> Response:
    raise RuntimeError("broken on purpose")


# name -> (route, what becomes of a good response)
DEFECTS: dict[str, tuple[str, Callable[[Response], Response]]] = {
    "placing-returns-a-wrong-total": ("POST /orders", lambda response: changed(response, total=1)),
    "reading-crashes": ("GET /orders/{order_id}", crash),
    "reading-returns-another-order": (
        "GET /orders/{order_id}",
        lambda response: changed(response, customer_id="somebody-else"),
    ),
    "repeating-places-a-second-order": (
        "POST /orders",
        lambda response: changed(response, order_id=str(uuid4())),
    ),
    "another-version-answers": ("GET /health", lambda response: changed(response, version="41")),
}
ROUTES = {("GET", "health"): "GET /health", ("POST", "orders"): "POST /orders"}


def route_of(method: str, path: str) -> str | None:
    """The route key of API Gateway for a request, or None when no route matches."""
    first, *rest = path.strip("/").split("/")
    if not rest:
        return ROUTES.get((method, first))
    return "GET /orders/{order_id}" if (method, first, len(rest)) == ("GET", "orders", 1) else None


def event_of(method: str, path: str, route: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """The event that API Gateway would send to Lambda. It encodes bodies whose type it takes for binary."""
    text = headers.get("content-type", "application/octet-stream").startswith(("application/json", "text/"))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "requestId": str(uuid4()),
            "routeKey": route,
            "stage": "$default",
            "timeEpoch": int(time.time() * 1000),
        },
        "isBase64Encoded": bool(body) and not text,
    }
    if body:
        event["body"] = body.decode() if text else b64encode(body).decode()
    return event


def context() -> SimpleNamespace:
    """What Lambda tells a function about its invocation."""
    return SimpleNamespace(
        function_name="orders",
        memory_limit_in_mb=512,
        invoked_function_arn=f"arn:aws:lambda:eu-central-1:111111111111:function:orders:{VERSION}",
        aws_request_id=str(uuid4()),
        get_remaining_time_in_millis=lambda: 10_000,
    )


def broken_on_purpose(path: str) -> tuple[str, str]:
    """The name of the defect that a path begins with, or nothing, and the path that the service sees."""
    first, _, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in DEFECTS else ("", path)


def gateway(invoke: Callable[[dict[str, Any], Any], Response]) -> type[BaseHTTPRequestHandler]:
    """An HTTP server's request handler that passes requests to the Lambda handler."""

    class Gateway(BaseHTTPRequestHandler):
        def answer(self) -> Response:
            defect, path = broken_on_purpose(self.path)
            broken_route, break_it = DEFECTS.get(defect, (None, None))
            route = route_of(self.command, path)
            if route is None:
                return {"statusCode": 404, "body": '{"message":"Not Found"}'}
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                response = invoke(event_of(self.command, path, route, headers, body), context())
                good = response["statusCode"] < 400
                return break_it(response) if break_it and good and route == broken_route else response
            except Exception:
                traceback.print_exc()
                return {"statusCode": 500, "body": '{"message":"Internal Server Error"}'}

        def respond(self) -> None:
            response = self.answer()
            self.send_response(response["statusCode"])
            for name, value in response.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response["body"].encode())

        do_GET = do_POST = respond

    return Gateway


@contextmanager
def running(repository: Path, outputs: Path) -> Iterator[dict[str, str]]:
    """The outputs of the service, which runs in a process of its own, with empty tables, until the context ends."""
    log = outputs.with_suffix(".log")
    with log.open("w") as written:
        command = [sys.executable, "-B", __file__, str(repository), str(outputs)]
        server = subprocess.Popen(command, stdout=written, stderr=written)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not outputs.exists():
                if server.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"the local service did not start:\n{log.read_text('utf-8')}")
                time.sleep(0.05)
            yield json.loads(outputs.read_text("utf-8"))
        finally:
            server.terminate()
            server.wait(timeout=10)


def serve(repository: Path, outputs: Path) -> None:
    """Serve until the process is ended; write `outputs` when requests can come."""
    os.environ.update(
        AWS_DEFAULT_REGION="eu-central-1",
        AWS_ACCESS_KEY_ID="testing",
        AWS_SECRET_ACCESS_KEY="testing",
        AWS_LAMBDA_FUNCTION_VERSION=VERSION,
        POWERTOOLS_SERVICE_NAME="orders",
        POWERTOOLS_METRICS_NAMESPACE="orders",
        POWERTOOLS_TRACE_DISABLED="true",
        TABLE_NAME="orders",
        IDEMPOTENCY_TABLE_NAME="idempotency",
    )
    sys.path.insert(0, str(repository / "workload" / "service" / "runtime"))
    from moto import mock_aws

    with mock_aws():
        from orders.handlers import api

        for table, key in (("orders", "order_id"), ("idempotency", "id")):
            api.dynamodb.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        with HTTPServer(("127.0.0.1", 0), gateway(api.handler)) as server:
            endpoint = f"http://127.0.0.1:{server.server_port}"
            written = outputs.with_suffix(".part")
            written.write_text(json.dumps({"Endpoint": endpoint, "DeployedVersion": VERSION}), encoding="utf-8")
            written.replace(outputs)
            server.serve_forever()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("repository", type=Path)
    arguments.add_argument("outputs", type=Path)
    serve(**vars(arguments.parse_args()))
