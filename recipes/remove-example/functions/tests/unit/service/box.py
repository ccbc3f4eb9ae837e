"""The service in a box: sends requests to its handler as API Gateway does."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

# The example of AWS's documentation, with the fields that the service does not read left as they come.
SAMPLE_EVENT = Path(__file__).with_name("api_gateway_event.json")


@dataclass
class Context:
    """What Lambda tells a function about its invocation."""

    milliseconds_left: int = 29_000
    function_name: str = "backend-api"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-central-1:111111111111:function:backend-api:live"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds_left


@dataclass(frozen=True)
class Answer:
    """A response of the handler, its JSON body parsed."""

    status: int
    body: Any


@dataclass
class Service:
    """Sends requests to the handler as API Gateway does."""

    api: ModuleType
    context: Context = field(default_factory=Context)

    def request(
        self, method: str, path: str, content: str | None = None, *, event: dict[str, Any] | None = None
    ) -> Answer:
        """Send one request; `content` is its body; `event` replaces fields of the usual event."""
        sent = json.loads(SAMPLE_EVENT.read_text())
        sent |= {"rawPath": path, "routeKey": f"{method} {path}"}
        sent["requestContext"]["http"] |= {"method": method, "path": path}
        if content is not None:
            sent["body"] = content
        answer = self.api.handler(sent | (event or {}), self.context)
        return Answer(answer["statusCode"], json.loads(answer["body"]))
