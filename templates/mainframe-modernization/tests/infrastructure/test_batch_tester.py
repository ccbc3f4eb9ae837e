"""Test suites have a role of their own in an environment: they start jobs and put in what a parallel run reads."""

import json

from settings.environment import TESTS
from tests.support.batch_templates import BUSY, PLAIN, allowed, machines, service
from tests.support.cloudformation import as_list, references
from tests.support.deployed_jobs import NEEDED


def test_only_an_environment_with_suites_has_the_role() -> None:
    assert "TesterRole" in service(BUSY)["Outputs"]
    assert "TesterRole" not in service(PLAIN)["Outputs"]


def test_only_the_role_that_reads_in_the_account_may_take_it() -> None:
    [role] = references(service(BUSY)["Outputs"]["TesterRole"]["Value"])
    [trust] = service(BUSY)["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert "-lookup-role-" in json.dumps(trust["Condition"]["ArnEquals"]["aws:PrincipalArn"])


def test_it_starts_jobs_and_writes_only_what_a_load_and_a_parallel_run_read() -> None:
    template = service(BUSY)
    [role] = references(template["Outputs"]["TesterRole"]["Value"])
    rights = allowed(template, role)
    assert set(rights) == {
        *("states:StartExecution", "states:DescribeExecution", "s3:ListBucket", "s3:ListBucketVersions"),
        *("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "kms:Decrypt", "kms:GenerateDataKey"),
    }
    [start], [put] = rights["states:StartExecution"], rights["s3:PutObject"]
    assert references(as_list(start["Resource"])) == {each["id"] for each in machines(template).values()}
    written = [json.dumps(each) for each in as_list(put["Resource"])]
    own = ("/datasets/LOAD.*", "/datasets/PARALLEL.*", "/runs/put/*")
    assert [[each for each in own if each in one] for one in written] == [[each] for each in own]


def test_suites_find_in_the_outputs_what_they_need() -> None:
    assert set(NEEDED) <= set(service(BUSY)["Outputs"])
    assert (TESTS / "parallel_run/test_parallel_run.py").is_file()
