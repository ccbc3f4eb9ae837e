"""No module of a rendered repository imports, through others, itself."""

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


@pytest.mark.parametrize("late", ["", "def document():\n    "])
def test_a_circle_is_found_even_if_one_import_is_late(tmp_path: Path, late: str) -> None:
    package = tmp_path / "workload" / "service" / "runtime" / "orders"
    package.mkdir(parents=True)
    (package / "api.py").write_text("from orders.openapi import responses\n", "utf-8")
    (package / "openapi.py").write_text(f"{late}from orders import api\n", "utf-8")
    assert set(circle(tmp_path)) == {"orders.api", "orders.openapi"}
