"""The Python of mainframe modernization: its own tests, its types and its style."""

import os
import re
from pathlib import Path

import pytest
from exports import ROOT
from mainframe_repository import PARTIALS, PATHS, PYTEST, python

# The types of tests are not judged in a rendered repository either.
TYPED = ("workload/service/runtime", "workload/cobol", "workload/jcl")


@pytest.mark.slow
def test_its_unit_tests_are_green_and_none_is_skipped(repository: Path, tools: None) -> None:
    done = python(repository, *PYTEST, "tests/unit")
    assert done.returncode == 0, done.stdout[-20_000:]
    assert re.search(r"^\d{4} passed", done.stdout.splitlines()[-1]), done.stdout[-2_000:]
    assert "skipped" not in done.stdout


@pytest.mark.slow
def test_its_types_are_right(repository: Path) -> None:
    options = ("--strict", "--namespace-packages", "--explicit-package-bases", "--no-incremental")
    done = python(repository, "-m", "mypy", *options, *TYPED, MYPYPATH=os.pathsep.join(PATHS))
    assert done.returncode == 0, done.stdout


def test_its_style_is_that_of_every_repository(repository: Path, tmp_path: Path) -> None:
    shared = (ROOT / "templates/_blocks/everything/pyproject.toml.jinja").read_text("utf-8")
    rules = shared[shared.index("[tool.ruff]") : shared.index("[tool.mypy]")]
    settings = tmp_path / "ruff.toml"
    rules += (PARTIALS / "tools.toml").read_text("utf-8")
    settings.write_text(re.sub(r"\[tool\.ruff\.?", "[", rules).replace("[]", "", 1), "utf-8")
    for command in (["check"], ["format", "--check"]):
        done = python(repository, "-m", "ruff", *command, "--no-cache", "--config", str(settings), ".")
        assert done.returncode == 0, done.stdout
