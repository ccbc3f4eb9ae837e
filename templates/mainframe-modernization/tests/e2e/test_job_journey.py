"""What a batch operator does: starts a job, is kept from starting it twice, restarts it at a step, reads its output."""

from pathlib import Path

import pytest

from tests.support.deployed import Deployed
from tests.support.deployed_jobs import ALREADY_RUNNING, DeployedJobs, Execution, deployed_jobs
from tests.support.parallel_data import seed
from tests.support.parallel_run import PARALLEL, steps


@pytest.fixture(scope="module")
def jobs(environment: Deployed) -> DeployedJobs:
    return deployed_jobs(environment.outputs)


def test_a_job_is_run_once_restarted_at_a_step_and_read(jobs: DeployedJobs, tmp_path: Path) -> None:
    job = jobs.job(PARALLEL)
    seed(jobs, job, tmp_path)

    first = _started_twice(jobs)
    assert first.status == "SUCCEEDED", first.said

    step = steps(job)[0]
    run = first.output["steps"][step]["run"]
    again = jobs.run(PARALLEL, {"from": step, "run": run})
    assert again.status == "SUCCEEDED", again.said
    names = [each.name for each in job.steps]
    assert set(again.output["steps"]) == set(names[names.index(step) :])
    assert again.output["steps"][step]["returnCode"] == first.output["steps"][step]["returnCode"]

    before, after = jobs.outcome(first, step), jobs.outcome(again, step)
    assert before is not None and after is not None
    # The same generation, and the same content: a restart makes nothing twice.
    assert [(one.key, one.sha256) for one in after.written] == [(one.key, one.sha256) for one in before.written]
    printed = jobs.store.names(f"sysout/{PARALLEL}/{run}/{again.name}/{step}.")
    assert printed, f"{step} printed nothing"


def _started_twice(jobs: DeployedJobs) -> Execution:
    """The execution that ran, of two that were started."""
    while True:
        both = [jobs.ended(arn) for arn in [jobs.start(PARALLEL), jobs.start(PARALLEL)]]
        ran = [each for each in both if each.error != ALREADY_RUNNING]
        # None, while the suite of the parallel run has the job.
        if ran:
            assert len(ran) == 1, f"two executions ran: {', '.join(each.said for each in ran)}"
            return ran[0]
