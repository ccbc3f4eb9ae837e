"""The walk that adds a field to the API of functions: green, and both versions share the tables as in a canary."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from field_page import add_the_field_to_dynamodb
from rendering import render
from tools import run
from variants import VARIANTS

pytestmark = pytest.mark.slow
# Stands in the repository as a test, since the fixtures there make the tables. It begins with the items of the other
# version, sends the requests, and leaves the items and the answers. Each request: method, path, body, key.
TURN = """
import json
from pathlib import Path

TABLES = ("orders", "idempotency")


def test_turn(service, dynamodb):
    given = json.loads(Path("turn.json").read_text("utf-8"))
    for table in TABLES:
        for item in given["tables"].get(table, ()):
            dynamodb.put_item(TableName=table, Item=item)
    answers = [
        service.request(method, path, body, headers={"idempotency-key": key} if key else {})
        for method, path, body, key in given["requests"]
    ]
    tables = {table: dynamodb.scan(TableName=table)["Items"] for table in TABLES}
    made = {"tables": tables, "answers": [[each.status, each.body] for each in answers]}
    Path("turn.json").write_text(json.dumps(made), "utf-8")
"""
ORDER = {"customer_id": "ada", "currency": "EUR", "lines": [{"sku": "PEN-01", "quantity": 1, "unit_price": 250}]}
GIFT = ORDER | {"note": "Gift"}
Requests = list[tuple[str, str, dict[str, Any] | None, str]]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The repository as it was, and as somebody left it who did what the page says."""
    folder = tmp_path_factory.mktemp("field")
    before, after = (
        shutil.copytree(render(VARIANTS["serverless-cdk"]), folder / name / "orders") for name in ("before", "after")
    )
    add_the_field_to_dynamodb(after)
    return before, after


def test_it_passes_the_unit_tests_of_the_service_and_the_rules_of_style(versions: tuple[Path, Path]) -> None:
    tests = ("test_notes.py", "test_order_models.py", "test_orders_openapi.py", "test_orders_idempotency.py")
    for command in (
        ("pytest", "-q", "-n", "0", *(f"tests/unit/service/{name}" for name in tests)),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
    ):
        done = run(versions[1], "-m", *command)
        assert done.returncode == 0, done.stdout[-6000:]


def test_both_versions_answer_side_by_side(versions: tuple[Path, Path]) -> None:
    before, after = versions
    tables, [[_, old]] = turn(before, {}, [("POST", "/orders", ORDER, "key-1")])
    found = ("GET", f"/orders/{old['order_id']}", None, "")
    requests: Requests = [found, ("POST", "/orders", ORDER, "key-1"), ("POST", "/orders", GIFT, "key-2")]
    tables, answers = turn(after, tables, requests)
    assert answers[:2] == [[200, old], [201, old]], "a key from before the release is remembered"
    assert answers[2][1]["note"] == "Gift"
    new = answers[2][1]["order_id"]
    # The version before has its share of the traffic until the end, and after a rollback all of it.
    tables, answers = turn(before, tables, [("GET", f"/orders/{new}", None, ""), ("POST", "/orders", GIFT, "")])
    assert [answers[0][0], answers[1][0]] == [200, 422]
    assert "note" not in answers[0][1]
    _, answers = turn(after, tables, [("GET", f"/orders/{new}", None, "")])
    assert answers[0][1]["note"] == "Gift", "the version before took it away"


def turn(version: Path, tables: dict[str, Any], requests: Requests) -> tuple[dict[str, Any], list[Any]]:
    """What a version leaves in the tables, and status and body of its answers."""
    (version / "turn.json").write_text(json.dumps({"tables": tables, "requests": requests}), "utf-8")
    (version / "tests/unit/service/test_turn.py").write_text(TURN, "utf-8")
    done = run(version, "-m", "pytest", "-q", "-n", "0", "tests/unit/service/test_turn.py")
    assert done.returncode == 0, done.stdout[-6000:]
    made = json.loads((version / "turn.json").read_text("utf-8"))
    return made["tables"], made["answers"]
