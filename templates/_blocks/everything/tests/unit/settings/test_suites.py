"""Each suite of an environment is what `make NAME` runs: else its stage would fail after the deployment."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from environments import ENVIRONMENTS, SANDBOX

PROJECT = Path(__file__).parents[3]
USED = sorted({(suite, environment.name) for environment in (*ENVIRONMENTS, SANDBOX) for suite in environment.suites})


def dry_run(target: str) -> subprocess.CompletedProcess[str]:
    # Not what the make that runs these tests was told.
    own = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}}
    return subprocess.run(["make", "--dry-run", target], cwd=PROJECT, env=own, capture_output=True, text=True)


@pytest.mark.parametrize(("suite", "environment"), USED)
def test_make_runs_each_suite_of_an_environment(suite: str, environment: str) -> None:
    done = dry_run(suite)
    assert re.search(rf"pytest\b.* tests/{suite}\b", done.stdout), (
        f"environments.py, {environment}: suites names {suite!r}, but `make {suite}` runs no tests of tests/{suite}: "
        f"name the folder otherwise, or mend the target {suite} of Makefile or workload/workload.mk. {done.stderr}"
    )


def test_a_folder_of_tests_needs_no_target_of_its_own_and_no_folder_is_an_error() -> None:
    # Given a folder of tests that no line of the Makefile names
    assert "pytest tests/support" in dry_run("support").stdout
    # Then what is no folder is still no target
    assert dry_run("no-such-suite").returncode != 0
