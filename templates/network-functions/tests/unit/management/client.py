"""The API in a box: sends requests to its handler as API Gateway does."""

import base64
import json
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

ADA = "arn:aws:sts::111111111111:assumed-role/network-operator/ada"
WEB = """\
rules:
  - name: web
    action: accept
    protocol: tcp
    ports: [80, 443]
"""
WEB_AND_DNS = f"""{WEB}\
  - name: dns
    action: accept
    protocol: udp
    ports: [53]
"""
# Line 5 is wrong.
BAD = WEB.replace("443", "70000")

# The example of AWS's documentation, with the fields that the API does not read left as they come.
SAMPLE_EVENT = Path(__file__).with_name("api_gateway_event.json")
_numbers = count(1)


@dataclass
class Context:
    """What Lambda tells a function about its invocation."""

    function_name: str = "policy-api"
    memory_limit_in_mb: int = 1769
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:111111111111:function:policy-api:live"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"


@dataclass(frozen=True)
class Answer:
    """A response of the handler. json: its body, parsed; None: it is no JSON."""

    status: int
    headers: dict[str, str]
    text: str
    json: Any = None

    @property
    def version(self) -> str:
        """The version that its ETag names."""
        return self.headers["ETag"].strip('"')


@dataclass
class Api:
    """Sends requests to the handler, each with a request id of its own, signed by Ada."""

    module: ModuleType
    context: Context = field(default_factory=Context)

    def request(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        caller: str | None = ADA,
        request_id: str | None = None,
    ) -> Answer:
        """Send one request. A body of bytes goes as API Gateway sends binary media: base64."""
        event = json.loads(SAMPLE_EVENT.read_text())
        event |= {"path": path, "httpMethod": method, "queryStringParameters": query, "body": body}
        event["multiValueQueryStringParameters"] = {name: [value] for name, value in (query or {}).items()} or None
        event["headers"] |= headers or {}
        event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
        event["requestContext"] |= {"path": f"/live{path}", "httpMethod": method}
        event["requestContext"]["requestId"] = request_id or f"request-{next(_numbers)}"
        event["requestContext"]["identity"]["userArn"] = caller
        if isinstance(body, bytes):
            event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
        answer = self.module.handler(event, self.context)
        answered = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
        is_json = answered["Content-Type"].endswith("json")
        return Answer(answer["statusCode"], answered, answer["body"], json.loads(answer["body"]) if is_json else None)

    def get(self, path: str, **more: Any) -> Answer:
        return self.request("GET", path, **more)

    def put(self, policy: str | bytes, *, replaces: str | None = None, headers: Any = None, **more: Any) -> Answer:
        """PUT /policy. replaces: the version; None: this is the first policy."""
        return self.request("PUT", "/policy", policy, headers=_condition(replaces) | YAML | (headers or {}), **more)

    def restore(self, version: str, *, replaces: str | None = None, **more: Any) -> Answer:
        """POST /policy/versions/{version}/restore."""
        return self.request("POST", f"/policy/versions/{version}/restore", headers=_condition(replaces), **more)

    def validate(self, policy: str) -> Answer:
        """POST /policy/validate."""
        return self.request("POST", "/policy/validate", policy, headers=YAML)


YAML = {"Content-Type": "application/yaml"}


def _condition(replaces: str | None) -> dict[str, str]:
    return {"If-None-Match": "*"} if replaces is None else {"If-Match": f'"{replaces}"'}
