"""The walk that adds a field to the API: a repository that follows it is green, and both versions share a database."""

import shutil
import sys
from pathlib import Path

import pytest
import requests
from field_page import add_the_field
from local_containers import migrate, postgres, service
from rendering import render
from tools import run
from variants import VARIANTS

pytestmark = pytest.mark.slow
ORDER = {"customer_id": "ada", "currency": "EUR", "lines": [{"sku": "PEN-01", "quantity": 1, "unit_price": 250}]}


@pytest.fixture(scope="module")
def before() -> Path:
    return render(VARIANTS["containers"])


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which somebody did what the page says."""
    folder = shutil.copytree(before, tmp_path_factory.mktemp("field") / "orders")
    add_the_field(folder)
    return folder


def test_it_passes_the_unit_tests_of_the_service_and_the_rules_of_style(after: Path) -> None:
    for command in (
        ("pytest", "-q", "-n", "0", "tests/unit/service"),
        ("ruff", "check"),
        ("ruff", "format", "--check"),
    ):
        done = run(after, "-m", *command)
        assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.skipif(sys.platform == "win32", reason="the server of the wheel listens on a Unix socket")
def test_the_version_before_works_on_the_new_schema_and_the_new_one_with_its_orders(
    before: Path, after: Path, tmp_path: Path
) -> None:
    with postgres(tmp_path / "data") as variables:
        migrate(before, variables)
        migrate(after, variables)
        with service(before, variables, tmp_path / "before.log") as outputs:
            old = placed(outputs, ORDER)
        with service(after, variables, tmp_path / "after.log") as outputs:
            new = placed(outputs, ORDER | {"note": "Gift"})
            assert [note_of(outputs, each) for each in (old, new)] == [None, "Gift"]


def placed(outputs: dict[str, str], order: dict[str, object]) -> str:
    """The id of this order, once it is placed."""
    answer = requests.post(f"{outputs['Endpoint']}/orders", json=order, timeout=10)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["order_id"])


def note_of(outputs: dict[str, str], order_id: str) -> object:
    return requests.get(f"{outputs['Endpoint']}/orders/{order_id}", timeout=10).json()["note"]
