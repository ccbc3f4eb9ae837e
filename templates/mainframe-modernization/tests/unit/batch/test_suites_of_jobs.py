"""The suites that start jobs in a deployed environment can pass, and they fail for each defect put into it.

They run here on the state machine that is deployed, with its interpreter and real steps in place of AWS.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from batch.s3_store import S3Store
from tests.e2e.test_job_journey import test_a_job_is_run_once_restarted_at_a_step_and_read as journey
from tests.integration import test_jobs as integration
from tests.support import deployed_jobs, parallel_data
from tests.support.batch_machine import BUCKET, REGION
from tests.support.deployed_jobs import DeployedJobs
from tests.support.job_account import SAMPLE, job_account
from tests.support.parallel_run import ParallelRun, parallel_run


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    put_sample = parallel_data._put_sample
    monkeypatch.setattr(
        parallel_data, "_put_sample", lambda jobs, needed, scratch: put_sample(jobs, needed, scratch, SAMPLE)
    )


def run(folder: Path, **how: Any) -> ParallelRun:
    with job_account(folder, **how) as jobs:
        return parallel_run(jobs, folder)


def test_equal_output_passes_and_says_counts_and_hashes(tmp_path: Path) -> None:
    found = run(tmp_path)
    assert found.execution.status == "SUCCEEDED", found.execution.said
    assert found.seeded == ["PARALLEL.IN", "PARALLEL.OLD"]
    [check] = found.reconciled.values()
    assert check.equal
    told = "\n".join(check.lines())
    assert "CHECK: EQUAL" in told
    assert "old: PARALLEL.OLD, 2 records, hash" in told and "SHA-256 of the file" in told


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param('tr a b < "$DD_IN" > "$DD_OUT"', "1 differences", id="a value"),
        pytest.param('head -c 4 "$DD_IN" > "$DD_OUT"', "new: PARALLEL.NEW.G0001V00, 1 records", id="a record less"),
        pytest.param('cp "$DD_IN" "$DD_OUT"; exit 16', "CHECK: did not run", id="an abend"),
    ],
)
def test_a_program_that_computes_otherwise_is_refused(tmp_path: Path, program: str, said: str) -> None:
    [check] = run(tmp_path, program=program).reconciled.values()
    assert not check.equal
    assert said in "\n".join(check.lines())


def test_data_of_the_environment_is_not_touched_and_goes_before_the_sample(tmp_path: Path) -> None:
    with job_account(tmp_path) as jobs:
        for name in ("IN", "OLD"):
            boto3.client("s3").put_object(Bucket=BUCKET, Key=f"datasets/PARALLEL.{name}", Body=b"zzzz")
        found = parallel_run(jobs, tmp_path)
        assert found.seeded == []
        [check] = found.reconciled.values()
        assert check.equal and check.result["records"]["old"] == 1


def test_part_of_a_day_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    with job_account(tmp_path) as jobs:
        boto3.client("s3").put_object(Bucket=BUCKET, Key="datasets/PARALLEL.IN", Body=b"zzzz")
        with pytest.raises(pytest.fail.Exception, match=r"has PARALLEL.IN and not PARALLEL.OLD; .*batch put"):
            parallel_run(jobs, tmp_path)


def test_a_sample_that_changed_is_put_in_again(tmp_path: Path) -> None:
    with job_account(tmp_path) as jobs:
        parallel_run(jobs, tmp_path)
        for name in ("IN", "OLD"):
            (tmp_path / "sample" / name).write_bytes(b"cccc")
        found = parallel_run(jobs, tmp_path)
        [check] = found.reconciled.values()
        assert check.equal and check.result["records"] == {"old": 1, "new": 1, "equal": True}


def test_the_suites_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with job_account(tmp_path) as jobs:
        table = boto3.client("dynamodb")
        other = {"job": {"S": "PARALLEL"}, "owner": {"S": "another"}, "expires": {"N": "99999999999"}}
        table.put_item(TableName="batch-locks", Item=other)
        tries: list[str] = []
        start = DeployedJobs.start

        def released_after_two(self: DeployedJobs, job: str, given: Mapping[str, object] | None = None) -> str:
            tries.append(job)
            if len(tries) == 3:
                table.delete_item(TableName="batch-locks", Key={"job": {"S": "PARALLEL"}})
            return start(self, job, given)

        monkeypatch.setattr(DeployedJobs, "start", released_after_two)
        assert parallel_run(jobs, tmp_path).execution.status == "SUCCEEDED"
        assert len(tries) == 3


def test_the_integration_suite_passes(tmp_path: Path) -> None:
    with job_account(tmp_path) as jobs:
        for each in (
            integration.test_every_job_of_the_repository_is_deployed,
            integration.test_an_input_that_no_job_knows_is_refused_before_anything_runs,
            integration.test_a_step_of_every_job_starts_and_reports,
        ):
            each(jobs)
        integration.test_a_job_runs_to_its_end_and_says_its_return_codes(jobs, tmp_path)


def test_the_integration_suite_fails_where_no_step_can_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError("AccessDenied")

    with job_account(tmp_path) as jobs:
        monkeypatch.setattr(S3Store, "read", denied)
        with pytest.raises(AssertionError, match="AccessDenied"):
            integration.test_a_step_of_every_job_starts_and_reports(jobs)


def test_the_journey_of_an_operator_passes(tmp_path: Path) -> None:
    with job_account(tmp_path) as jobs:
        journey(jobs, tmp_path)


@pytest.mark.parametrize("missing", deployed_jobs.NEEDED)
def test_outputs_without_jobs_are_refused_by_name(missing: str) -> None:
    outputs = dict.fromkeys(deployed_jobs.NEEDED, "{}")
    del outputs[missing]
    with pytest.raises(pytest.fail.Exception, match=f"the outputs lack {missing}"):
        deployed_jobs.deployed_jobs(outputs)


def test_many_jobs_are_found_in_several_outputs() -> None:
    arn = f"arn:aws:states:{REGION}:111111111111:stateMachine"
    outputs = {
        "JobStateMachines": f'{{"ONE": "{arn}:one"}}',
        "JobStateMachines2": f'{{"TWO": "{arn}:two"}}',
        "DatasetBucket": BUCKET,
    }
    found = deployed_jobs.deployed_jobs(outputs)
    assert set(found.machines) == {"ONE", "TWO"}
    assert found.session.region_name == REGION
