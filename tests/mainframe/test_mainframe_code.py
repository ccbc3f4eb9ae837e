"""The tests of mainframe modernization that need a compiler, and those that a team keeps with its own programs."""

import shutil
from pathlib import Path

import pytest
from exports import scratch
from mainframe_repository import MAINFRAME, PYTEST, python
from ownership import owner
from rendering import render, rendered_files

pytestmark = pytest.mark.slow
# What a team brings in place of the example: another API, none of its accounts.
OPERATIONS = "workload/service/runtime/router/operations.py"
OTHER_OPERATION = """# Those of another application.

from router.operation import Key, Operation, Source
from router.table import require_operations

OPERATIONS = (
    Operation(
        name="quote",
        method="GET",
        path="/quotes/{number}",
        key=Key(source=Source.PATH, name="number"),
        changes_data=False,
        compared_headers=("content-type",),
    ),
)

require_operations(OPERATIONS)
"""
OTHERS = {
    OPERATIONS: OTHER_OPERATION,
    "cpy/QUOTEREC.cpy": """\
       01  QUOTE-RECORD.
           05  QUOTE-NUMBER                 PIC 9(8).
           05  QUOTE-PREMIUM                PIC S9(7)V99 COMP-3.
""",
    "cbl/QUOTE.cbl": """\
       IDENTIFICATION DIVISION.
       PROGRAM-ID. QUOTE.
       PROCEDURE DIVISION.
       0000-MAIN.
           DISPLAY "QUOTE".
           GOBACK.
""",
    "jobs/QUOTE.yaml": "name: QUOTE\nsteps:\n- {name: QUOTE, program: QUOTE}\n",
    "jobs/datasets.yaml": "datasets: []\n",
}
EXAMPLE = ("cbl/", "cpy/", "jcl/", "jobs/", "data/", "tests/", "workload/service/runtime/accounts/")
# Suites of the pipeline, of which each has a test at least.
SUITES = ("tests/integration/", "tests/e2e/")
PACKAGES = ("records", "equivalence", "batch", "jcl", "cobol", "programs", "router")


def test_its_compiled_tests_are_green_and_none_is_skipped(compiled: Path) -> None:
    done = python(compiled, *PYTEST, "tests/compiled")
    assert done.returncode == 0, done.stdout[-20_000:]
    assert " passed" in done.stdout.splitlines()[-1]
    assert "skipped" not in done.stdout


def test_no_managed_test_of_its_packages_minds_that_the_example_is_gone(tools: None) -> None:
    # Given a repository without the programs, jobs, records and accounts of the example
    repository = shutil.copytree(render(MAINFRAME), scratch() / "mainframe-without-example")
    example = [path for path in rendered_files(repository) if path.startswith(EXAMPLE) and not path.startswith(SUITES)]
    for path in example:
        if owner(path) == "seed-once":
            (repository / path).unlink()
    # And with another one in its place
    for path, text in OTHERS.items():
        (repository / path).write_text(text, "utf-8")
    # Budgets of what is no longer there are findings.
    budgets = repository / "cobol.toml"
    budgets.write_text(budgets.read_text("utf-8").partition("[complexity.more]")[0], "utf-8")
    # It compares the table of operations with the API, and there is none.
    (repository / "tests/unit/router/test_own_operations.py").unlink()
    # Then what the template goes on to maintain is tested as before
    there = (f"tests/{kind}/{package}" for package in PACKAGES for kind in ("unit", "compiled"))
    done = python(repository, *PYTEST, *(folder for folder in there if (repository / folder).is_dir()))
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "skipped" not in done.stdout
