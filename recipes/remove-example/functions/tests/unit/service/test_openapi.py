"""The committed OpenAPI document is the one that the code makes."""

import json
import os
import subprocess
import sys
from pathlib import Path

from backend.openapi import document

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document(), (
        "The API changed: run `make openapi` and commit docs/openapi.json"
    )


def test_the_command_needs_no_environment() -> None:
    # PATH and where Python finds packages: nothing that this service or AWS defines.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    made = subprocess.run([sys.executable, "-m", "backend.openapi"], env=environment, capture_output=True, check=True)
    assert made.stdout == COMMITTED.read_bytes()


def test_every_operation_documents_its_success_and_each_error_it_can_answer() -> None:
    documented = {
        f"{method.upper()} {path}": set(operation["responses"])
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
    }
    assert documented == {"GET /health": {"200", "500"}}
