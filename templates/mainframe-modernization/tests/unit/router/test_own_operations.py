"""The operations of this repository, which router/operations.py names. It changes with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from router.operation import Operation
from router.operations import OPERATIONS

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)


def paths() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
    return found


@each_operation
def test_it_can_be_compared_on_both_sides(operation: Operation) -> None:
    assert operation.shadow_refusal == ""


@each_operation
def test_the_new_service_has_it_and_its_dry_run(operation: Operation) -> None:
    assert operation.method.lower() in paths()[operation.path]
    if operation.dry_run_path:
        assert operation.method.lower() in paths()[operation.dry_run_path]


def test_every_posting_and_inquiry_of_the_new_service_belongs_to_an_operation() -> None:
    ours = {each.path for each in OPERATIONS} | {each.dry_run_path for each in OPERATIONS}
    assert {path for path in paths() if path.startswith("/accounts")} <= ours
