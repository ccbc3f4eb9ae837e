"""The OpenAPI document tells every route, how it is signed, and each answer that it can give."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

SIGNED = [{"sigv4": []}]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Made by the command, in a process that knows nothing of this service or AWS."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "policy_api.openapi"]
    made: dict[str, Any] = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    return made


def operations(document: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def test_every_operation_documents_its_successes_and_each_error_it_can_answer(document: dict[str, Any]) -> None:
    assert {route: " ".join(operation["responses"]) for route, operation in operations(document).items()} == {
        "GET /policy": "200 403 404 502",
        "PUT /policy": "200 201 400 403 412 413 415 422 428 502",
        "POST /policy/validate": "200 400 403 413 415 422 502",
        "GET /policy/versions": "200 400 403 404 502",
        "GET /policy/versions/{version}": "200 403 404 502",
        "POST /policy/versions/{version}/restore": "200 201 400 403 404 412 422 428 502",
        "GET /health": "200 502 503",
    }


def test_every_route_but_the_health_check_is_signed(document: dict[str, Any]) -> None:
    security = {route: operation["security"] for route, operation in operations(document).items()}
    assert security.pop("GET /health") == []
    assert all(needed == SIGNED for needed in security.values())


def test_all_refusals_have_the_one_body_of_this_service(document: dict[str, Any]) -> None:
    bodies = {
        answer["content"]["application/problem+json"]["schema"]["$ref"]
        for operation in operations(document).values()
        for status, answer in operation["responses"].items()
        if status.startswith("4")
    }
    assert bodies == {"#/components/schemas/ErrorBody"}


def test_policies_are_sent_and_answered_as_yaml(document: dict[str, Any]) -> None:
    found = operations(document)
    for route in ("PUT /policy", "POST /policy/validate"):
        assert list(found[route]["requestBody"]["content"]) == ["application/yaml", "text/yaml"]
    assert set(found["GET /policy"]["responses"]["200"]["content"]) == {"application/json", "application/yaml"}
