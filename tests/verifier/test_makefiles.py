"""Targets of makefiles, and which of them a command of a build asks for."""

import pytest

from golden_paths.verifier.buildspecs import made_by
from golden_paths.verifier.makefiles import read

MAKEFILE = """
PYTHON := python
.PHONY: unit check
include more.mk
check: unit lint  ## Everything
unit: install
\t$(PYTHON) -m pytest \\
\t  tests
ifdef CI
slow:
\tpytest -m slow
endif
lint: OPTIONS = --strict
%: tests/% install
\tpytest $<
"""
FILES = {"Makefile": MAKEFILE, "more.mk": "lint install: pyproject.toml\n\t@ruff check\n"}


def test_targets_are_those_of_included_files_and_of_both_branches_too() -> None:
    assert set(read(FILES).targets) == {"check", "unit", "slow", "%", "lint", "install"}


def test_what_a_target_needs_is_built_with_it() -> None:
    assert {target.name for target in read(FILES).built("check")} == {"check", "unit", "lint", "install", "%"}


def test_a_line_that_goes_on_is_one_line_of_the_recipe() -> None:
    (line,) = read(FILES).targets["unit"].recipe
    assert (line.number, "tests" in line.text) == (7, True)


@pytest.mark.parametrize(
    ("command", "targets"),
    [
        ("make unit infrastructure", ["unit", "infrastructure"]),
        ('make "$SUITE" OUTPUTS="${!FOLDER}/outputs.json"', ["e2e"]),
        ("make -C service -j 4 deploy ENV=dev", ["deploy"]),
        ("CI=true make unit && make lint | tee log", ["unit", "lint"]),
        ("make $UNKNOWN", []),
        ("echo make unit", []),
        ("cmake build", []),
    ],
)
def test_a_command_asks_for_targets(command: str, targets: list[str]) -> None:
    assert list(made_by(command, {"SUITE": "e2e"})) == targets
