"""The suites of a mainframe repository (integration, e2e, parallel_run) can pass, and they can fail.

They run here as they run after a deployment, in a process of their own with nothing but `outputs.json` and AWS, against
the real router, service, steps and compiled programs (`local_mainframe.py`). The environment is new: it has neither
accounts nor data sets, so that the suites run the initial load and put the sample in, as in the first staging.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from exports import SUPPORT, scratch
from gates import Change, replace
from images.machine import install
from mainframe_repository import BUILD, copied, python
from suites import Finished, assert_green, assert_noticed, run_suites

pytestmark = pytest.mark.slow

START_SECONDS = 60
STOP_SECONDS = 30
SUITES = ("integration", "e2e", "parallel_run")
JOURNEY = "e2e/test_account_journey.py"
RUNTIME = "workload/service/runtime"


@pytest.fixture(scope="module")
def compiled() -> Path:
    install(cobc="gnucobol3")
    folder = copied(scratch() / "mainframe-suites")
    done = python(folder, *BUILD)
    assert done.returncode == 0, done.stdout
    return folder


@contextmanager
def deployed(repository: Path, folder: Path) -> Iterator[Path]:
    """The outputs of a new environment of this repository."""
    outputs = folder / "outputs.json"
    with outputs.with_suffix(".log").open("w") as log:
        command = [sys.executable, "-B", str(SUPPORT / "local_mainframe.py"), str(repository), str(outputs)]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not outputs.exists():
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"it did not start:\n{outputs.with_suffix('.log').read_text('utf-8')}")
                time.sleep(0.05)
            yield outputs
        finally:
            # Its input ends, and so does it.
            server.communicate(timeout=STOP_SECONDS)


def run(repository: Path, outputs: Path, *suites: str) -> Finished:
    """Suites of this repository against its environment."""
    aws = json.loads(outputs.with_suffix(".aws").read_text("utf-8"))
    return run_suites(
        outputs, *suites, repository=repository, PYTHONPATH=str(SUPPORT), PYTEST_PLUGINS="impatient", **aws
    )


def test_all_suites_are_green_in_a_new_environment_one_after_the_other(compiled: Path, tmp_path: Path) -> None:
    with deployed(compiled, tmp_path) as outputs:
        for suite in SUITES:
            assert_green(run(compiled, outputs, suite))


@pytest.mark.parametrize(
    ("break_it", "suite", "noticed_by"),
    [
        pytest.param(
            replace("cpy/POSTRULE.cpy", "MOVE POST-NEW-BALANCE TO ACCT-BALANCE.", "ADD 0.01 TO ACCT-BALANCE."),
            "parallel_run",
            {"test_the_new_output_equals_that_of_the_mainframe"},
            id="a program computes otherwise",
        ),
        pytest.param(
            replace("data/control-totals.yaml", "901442565.90", "901442565.91"),
            JOURNEY,
            {"test_what_is_paid_in_is_posted_once_although_the_request_is_sent_twice"},
            id="the load is not reconciled",
        ),
        pytest.param(
            replace(f"{RUNTIME}/batch/utilities/acctload.py", "if code in (*_CODES", "if code in (0"),
            JOURNEY,
            {"test_what_is_paid_in_is_posted_once_although_the_request_is_sent_twice"},
            id="the load ends with an abend",
        ),
    ],
)
def test_a_defect_turns_a_suite_red(
    compiled: Path, tmp_path: Path, break_it: Change, suite: str, noticed_by: set[str]
) -> None:
    broken = shutil.copytree(compiled, tmp_path / "repository")
    break_it(broken)
    assert python(broken, *BUILD).returncode == 0
    with deployed(broken, tmp_path) as outputs:
        assert_noticed(run(broken, outputs, suite), noticed_by)
