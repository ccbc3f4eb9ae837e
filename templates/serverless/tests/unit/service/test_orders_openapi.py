"""The committed OpenAPI document is the one that the code makes."""

import json
import os
import subprocess
import sys
from pathlib import Path

from orders.openapi import document

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document(), (
        "The API changed: run `make openapi` and commit docs/openapi.json"
    )


def test_the_command_needs_no_environment() -> None:
    # PATH and where Python finds packages: nothing that this service or AWS defines.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    made = subprocess.run([sys.executable, "-m", "orders.openapi"], env=environment, capture_output=True, check=True)
    assert made.stdout == COMMITTED.read_bytes()


def test_every_operation_documents_its_success_and_each_error_it_can_answer() -> None:
    documented = {
        f"{method.upper()} {path}": set(operation["responses"])
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    }
    assert documented == {
        "POST /orders": {"201", "400", "409", "415", "422", "500"},
        "GET /orders/{order_id}": {"200", "404", "422", "500"},
        "GET /health": {"200", "500"},
    }


def test_all_errors_have_the_one_body_of_this_service() -> None:
    bodies = {
        answer["content"]["application/json"]["schema"]["$ref"]
        for operations in document()["paths"].values()
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        if status >= "400"
    }
    assert bodies == {"#/components/schemas/ErrorBody"}
