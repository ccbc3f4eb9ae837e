"""Targets of makefiles, and which of them a command of a build asks for."""

import pytest

from golden_paths.verifier.buildspecs import Buildspec, made_by
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


@pytest.mark.parametrize(
    ("command", "targets"),
    [
        ("make -C frontend build", []),
        ("make -Cfrontend build && make unit", ["unit"]),
        ("make --directory=frontend build", []),
        ("make -f other.mk build", []),
        ("make unit && cd infra && make plan", ["unit"]),
        ("(cd infra && make plan)", []),
    ],
)
def test_a_call_in_another_folder_or_of_another_makefile_asks_nothing_of_this_one(
    command: str, targets: list[str]
) -> None:
    assert list(made_by(command, {}, anywhere=False)) == targets


def test_a_build_stays_in_the_folder_that_a_command_went_into() -> None:
    commands = ["make unit", "cd infra && make plan", "make apply", "cd $CODEBUILD_SRC_DIR", "make lint"]
    spec = Buildspec("buildspec.yml", {"phases": {"build": {"commands": commands}}})
    assert [list(each.targets({})) for each in spec.commands] == [["unit"], [], [], [], ["lint"]]


def test_what_is_included_by_a_pattern_and_named_by_a_variable_is_found() -> None:
    top = "TARGETS := unit lint\ninclude mk/*.mk $(wildcard more/*.mk)\n$(TARGETS): install\n\ttrue\n"
    made = read({"Makefile": top, "mk/a.mk": "plan:\n", "more/b.mk": "apply:\n", "mk/deep/c.mk": "no:\n"})
    assert set(made.targets) == {"unit", "lint", "plan", "apply"}
    assert not made.may_make("unti")


@pytest.mark.parametrize(
    ("makefile", "may_make"),
    [
        ("include $(ROOT)/common.mk\nunit:\n", True),
        ("-include generated.mk\nunit:\n", True),
        ("$(NAMES):\n\ttrue\n", True),
        ("build-$(ENV):\n\ttrue\n", False),
        ("$(VENV)/bin/activate: requirements.txt\n\ttrue\n", False),
        ("$(eval $(call rules,unti))\nunit:\n", True),
        ("unit:\n\ttrue\n", False),
    ],
)
def test_a_makefile_of_which_not_all_is_known_may_make_any_target(makefile: str, may_make: bool) -> None:
    assert read({"Makefile": makefile}).may_make("unti") is may_make
