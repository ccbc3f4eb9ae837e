"""The programs of this release leave what the mainframe left, on the same input; else the release ends here.

Old and new are the data sets PARALLEL.* of the environment (jobs/PARALLEL.yaml). What each reconciliation found is
printed and stands in the JUnit report: counts, control totals, hashes.
"""

from collections.abc import Callable

import pytest

from batch.definition import read_job
from tests.support.deployed_jobs import PROJECT
from tests.support.parallel_run import PARALLEL, ParallelRun, steps

JOB = read_job(PROJECT / f"jobs/{PARALLEL}.yaml")


def test_something_is_reconciled() -> None:
    assert steps(JOB), f"jobs/{PARALLEL}.yaml has no step with the program RECONCIL, so that it proves nothing"


def test_the_job_runs_to_its_end(run: ParallelRun) -> None:
    assert run.execution.status == "SUCCEEDED", run.execution.said


@pytest.mark.parametrize("step", steps(JOB))
def test_the_new_output_equals_that_of_the_mainframe(
    step: str, run: ParallelRun, record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    found = run.reconciled[step]
    told = "\n".join(found.lines())
    record_property("data", "the sample" if run.seeded else "data sets of the environment")
    record_property("reconciliation", told)
    with capsys.disabled():
        print(f"\n{told}")
    assert found.equal, f"{told}\n{run.execution.said}"
