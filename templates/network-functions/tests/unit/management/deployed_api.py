"""The API in memory as the suites meet it when it is deployed: behind API Gateway, which knows who signed."""

from typing import Any
from urllib.parse import parse_qsl

from tests.support.deployed import Answer, Deployed
from tests.unit.management.client import ADA, Api

ENDPOINT = "https://1a2b3c4d5e.execute-api.eu-central-1.amazonaws.com/live"


class DeployedApi(Deployed):
    """`signed_only`: whether API Gateway wants a signature everywhere but at the health check."""

    def __init__(self, api: Api, *, signed_only: bool = True) -> None:
        super().__init__({"Endpoint": ENDPOINT, "DeployedVersion": "2026-03-10-4f2a9c1"})
        # The class is frozen, as outputs are.
        object.__setattr__(self, "_api", api)
        object.__setattr__(self, "_signed_only", signed_only)

    def request(self, method: str, path: str, *, headers: dict[str, str] | None = None, **body: Any) -> Answer:
        given = dict(headers or {})
        authorization = given.pop("Authorization", "")
        if not authorization and self._signed_only and path != "/health":
            return Answer(403, {"message": "Missing Authentication Token"}, {})
        plain, _, query = path.partition("?")
        answer = self._api.request(
            method,
            plain,
            (body.get("data") or b"").decode(),
            headers=given,
            query=dict(parse_qsl(query)),
            caller=ADA if authorization or not self._signed_only else None,
        )
        return Answer(answer.status, answer.json, answer.headers)
