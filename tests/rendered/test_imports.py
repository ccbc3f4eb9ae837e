"""What the modules of a rendered repository import through others: never themselves, and unit tests never the CDK."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from imports import imported, modules
from rendering import render
from variants import VARIANTS, each_variant


def circle(repository: Path) -> list[str]:
    """Modules that import each other in a round, first and last the same; empty when there are none."""
    known = modules(repository)
    graph = {name: {*imported(file.read_text("utf-8"), known)} & {*known} - {name} for name, file in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@each_variant
def test_no_modules_import_each_other_in_a_circle(variant: str) -> None:
    assert circle(render(VARIANTS[variant])) == []


def ways_to_the_cdk(repository: Path) -> list[str]:
    """Unit tests that import the CDK, each with the way to it; starting it takes seconds of every `make unit`."""
    known = modules(repository)
    ways = {name: [name] for name in known if name.startswith("tests.unit.")}
    found, waiting = [], list(ways)
    while waiting:
        name = waiting.pop()
        code = known[name].read_text("utf-8")
        if re.search(r"^(import|from) aws_cdk\b", code, re.MULTILINE):
            found.append(" -> ".join(ways[name]))
        for other in {*imported(code, known)} & {*known} - {*ways}:
            ways[other] = [*ways[name], other]
            waiting.append(other)
    return found


@each_variant
def test_no_unit_test_imports_the_cdk(variant: str) -> None:
    assert ways_to_the_cdk(render(VARIANTS[variant])) == []


def test_a_unit_test_that_imports_the_cdk_through_another_module_is_found(tmp_path: Path) -> None:
    for name, code in {
        "tests/unit/test_a.py": "from tests.support.b import B\n",
        "tests/support/b.py": "import aws_cdk\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(code, "utf-8")
    assert ways_to_the_cdk(tmp_path) == ["tests.unit.test_a -> tests.support.b"]


@pytest.mark.parametrize("late", ["", "def document():\n    "])
def test_a_circle_is_found_even_if_one_import_is_late(tmp_path: Path, late: str) -> None:
    package = tmp_path / "workload" / "service" / "runtime" / "orders"
    package.mkdir(parents=True)
    (package / "api.py").write_text("from orders.openapi import responses\n", "utf-8")
    (package / "openapi.py").write_text(f"{late}from orders import api\n", "utf-8")
    assert set(circle(tmp_path)) == {"orders.api", "orders.openapi"}
