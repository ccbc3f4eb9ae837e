"""Each batch job of a deployed environment on its own: it is there, it starts its tasks, and these report back."""

from pathlib import Path

import pytest

from tests.support.deployed import Deployed
from tests.support.deployed_jobs import DeployedJobs, deployed_jobs
from tests.support.parallel_data import seed
from tests.support.parallel_run import PARALLEL

NO_RUN = "no-such-run"


@pytest.fixture(scope="module")
def jobs(environment: Deployed) -> DeployedJobs:
    return deployed_jobs(environment.outputs)


def test_every_job_of_the_repository_is_deployed(jobs: DeployedJobs) -> None:
    files = {path.stem for path in (jobs.folder / "jobs").glob("*.yaml")} - {"datasets"}
    assert set(jobs.machines) == files


def test_an_input_that_no_job_knows_is_refused_before_anything_runs(jobs: DeployedJobs) -> None:
    started = {job: jobs.start(job, {"form": "POST"}) for job in jobs.machines}
    ended = {job: jobs.ended(arn) for job, arn in started.items()}
    assert {job: each.error for job, each in ended.items()} == dict.fromkeys(jobs.machines, "Batch.UnknownInput")


def test_a_step_of_every_job_starts_and_reports(jobs: DeployedJobs) -> None:
    # A run that never was: the task starts, finds the bucket, and says so by its token. No data set is touched.
    for job in jobs.machines:
        ended = jobs.run(job, {"from": jobs.job(job).steps[0].name, "run": NO_RUN})
        assert (ended.status, ended.error) == ("FAILED", "Batch.Refused"), ended.said
        assert f"{job} has no run {NO_RUN}" in ended.cause, ended.said


def test_a_job_runs_to_its_end_and_says_its_return_codes(jobs: DeployedJobs, tmp_path: Path) -> None:
    job = jobs.job(PARALLEL)
    seed(jobs, job, tmp_path)
    ended = jobs.run(PARALLEL)
    assert ended.status == "SUCCEEDED", ended.said
    steps = ended.output["steps"]
    codes = [each["returnCode"] for each in steps.values() if not each["bypassed"]]
    assert ended.output["returnCode"] == max(codes) < 16
    for name in steps:
        outcome = jobs.outcome(ended, name)
        assert outcome is not None, f"{name} left no record of what it wrote"
        assert outcome.code == steps[name]["returnCode"]
