"""Who runs the migration: the role that the data stack names, however new it is, and nobody without its outputs."""

from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from settings.failure import ActionFailed
from tests.support.migration import OUTPUTS, Aws, refusal, stopped
from workload import migration


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Aws:
    """AWS as the pipeline sees it. It keeps what sessions are made with, and what they are asked."""
    made = Aws()

    def session(**credentials: Any) -> Aws:
        made.calls.append(("session", credentials))
        return made

    monkeypatch.setattr("workload.migration.boto3.Session", session)
    monkeypatch.setenv("CODEBUILD_BUILD_ID", "build-1")
    return made


def run(aws: Aws, outputs: dict[str, str] = OUTPUTS) -> None:
    migration.migrate(cast(boto3.Session, aws), outputs, clock=aws.clock, sleep=aws.sleep)


def test_the_task_is_run_with_the_role_of_the_data_stack_in_its_region(aws: Aws) -> None:
    run(aws)
    assert aws.named("assume_role") == [{"RoleArn": OUTPUTS["MigrationRole"], "RoleSessionName": "migration"}]
    assert aws.named("session") == [
        {
            "aws_access_key_id": "key",
            # pragma: allowlist nextline secret
            "aws_secret_access_key": "hidden",
            "aws_session_token": "token",
            "region_name": "eu-west-1",
        }
    ]
    assert len(aws.named("run_task")) == 1


def test_a_failed_migration_fails_the_action(aws: Aws) -> None:
    aws.seen = [stopped(1)]
    with pytest.raises(ActionFailed, match="exit code 1"):
        run(aws)


@pytest.mark.parametrize("name", migration.OUTPUTS)
@pytest.mark.parametrize("outputs", [{}, {"empty": ""}], ids=["missing", "empty"])
def test_a_data_stack_without_an_output_is_refused_by_name(aws: Aws, name: str, outputs: dict[str, str]) -> None:
    known = {key: value for key, value in OUTPUTS.items() if key != name} | ({name: ""} if outputs else {})
    with pytest.raises(ActionFailed, match=f"has no output {name}: deploy the data stack"):
        run(aws, known)
    assert aws.calls == []


@pytest.mark.parametrize(("code", "operation"), [("AccessDenied", "AssumeRole"), ("AccessDeniedException", "RunTask")])
def test_a_role_that_was_made_a_moment_ago_gets_some_time(aws: Aws, code: str, operation: str) -> None:
    aws.refusals = [refusal(code, operation)] * 5
    run(aws)
    assert (aws.refusals, aws.now) == ([], 5 * 5 + 5)


def test_a_role_that_stays_closed_fails_with_its_name(aws: Aws) -> None:
    aws.refusals = [refusal("AccessDenied", "AssumeRole")] * 100
    with pytest.raises(
        ActionFailed, match="Role arn:aws:iam::111111111111:role/runner does not let the deploy role in"
    ):
        run(aws)
    assert migration.SECONDS_FOR_A_NEW_ROLE < aws.now < 120


@pytest.mark.parametrize("operation", ["AssumeRole", "RunTask"])
def test_another_refusal_is_not_waited_for(aws: Aws, operation: str) -> None:
    aws.refusals = [refusal("ThrottlingException", operation)]
    with pytest.raises(ClientError, match="ThrottlingException"):
        run(aws)
    assert aws.now == 0


def test_a_developer_whom_the_role_refuses_works_with_the_own_credentials(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID")
    aws.refusals = [refusal("AccessDenied", "AssumeRole")]
    run(aws)
    assert (aws.named("session"), len(aws.named("run_task"))) == ([], 1)


def test_a_developer_who_may_not_run_tasks_hears_it_at_once(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEBUILD_BUILD_ID")
    aws.refusals = [refusal("AccessDeniedException", "RunTask")]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        run(aws)
    assert aws.now == 0
