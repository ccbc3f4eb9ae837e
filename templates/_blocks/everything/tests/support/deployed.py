"""A deployed environment, as the integration and end-to-end tests see it: its outputs and its HTTP API.

Needs no AWS credentials. Every request is marked with `X-Synthetic: true`, so that the service can tell what tests
leave behind from business.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

# Longer than a cold start, shorter than the patience of what stands before the service (30 seconds and more).
TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What the API answered: HTTP status, JSON body, headers."""

    status: int
    body: Any
    headers: Any


@dataclass(frozen=True)
class Deployed:
    """One environment. `outputs` are the outputs of its CloudFormation stacks by name."""

    outputs: dict[str, str]

    def request(self, method: str, path: str, *, headers: dict[str, str] | None = None, **body: Any) -> Answer:
        """Send one request; `json=` or `data=` is its body. An answer that is no JSON fails the test."""
        answer = requests.request(
            method,
            self.outputs["Endpoint"] + path,
            headers={"X-Synthetic": "true", **(headers or {})},
            timeout=TIMEOUT_SECONDS,
            **body,
        )
        return Answer(answer.status_code, answer.json(), answer.headers)

    def place(self, order: dict[str, Any], *, key: str | None = None) -> Answer:
        """POST /orders of the example, with an Idempotency-Key if given. Tests of another service use `request`."""
        return self.request("POST", "/orders", json=order, headers={"Idempotency-Key": key} if key else {})


def new_key() -> str:
    """An Idempotency-Key that no other run uses."""
    return f"test-{uuid4()}"


def deployed() -> Deployed:
    """The environment described by the file OUTPUTS (default `outputs.json`).

    Fails the tests when the file is not there: a gate that skips is no gate.
    """
    file = Path(os.environ.get("OUTPUTS", "outputs.json"))
    try:
        outputs: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        pytest.fail(f"{file} does not exist: `make deploy-sandbox` deploys an environment and writes it", pytrace=False)
    missing = [name for name in ("Endpoint", "DeployedVersion") if not outputs.get(name)]
    if missing:
        pytest.fail(f"{file} lacks {', '.join(missing)}: deploy again with `make deploy-sandbox`", pytrace=False)
    return Deployed(outputs)
