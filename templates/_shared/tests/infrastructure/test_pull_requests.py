"""Pull requests are checked before the merge, by a role that can deploy nothing."""

from dataclasses import replace

import pytest

from pipeline.pull_requests import BUILDSPEC
from pipeline.settings import Provider, Source
from project import SOURCE
from tests.infrastructure.cloudformation import (
    Resources,
    Template,
    as_list,
    references,
    resources,
    statements,
    waits_for,
)
from tests.infrastructure.pipeline_templates import pipeline_template

ARN = "arn:aws:codeconnections:eu-west-1:111111111111:connection/11111111-1111-1111-1111-111111111111"
CONNECTED = Source(provider=Provider.GITLAB, repository="group/orders", branch="release.1", connection_arn=ARN)
CODECOMMIT = Source(provider=Provider.CODECOMMIT, repository="orders")
each_kind = pytest.mark.parametrize("source", [CONNECTED, CODECOMMIT], ids=lambda source: source.provider.value)


def check_of(template: Template) -> Resources:
    projects = resources(template, "AWS::CodeBuild::Project").items()
    return {name: project for name, project in projects if project["Properties"]["Source"]["BuildSpec"] == BUILDSPEC}


@each_kind
def test_the_check_can_deploy_nothing_and_read_no_artifact(source: Source) -> None:
    template = pipeline_template(source=source)
    (project,) = check_of(template).values()
    role = references(project["Properties"]["ServiceRole"])
    allowed = [action for name, each in statements(template) if {name} == role for action in as_list(each["Action"])]
    assert allowed
    refused = ("sts:", "cloudformation:", "s3:", "codepipeline:", "iam:", "lambda:", "ssm:", "secretsmanager:")
    assert not [action for action in allowed if action.startswith(refused)]


def test_the_check_may_use_the_connection_before_codebuild_makes_its_webhook() -> None:
    template = pipeline_template(source=CONNECTED)
    (name,) = check_of(template)
    policies = resources(template, "AWS::IAM::Policy")
    before = [policies[each] for each in waits_for(template, name) if each in policies]
    assert any("codeconnections:UseConnection" in str(policy) for policy in before)


def test_a_pull_request_from_another_branch_name_that_looks_alike_is_none_of_ours() -> None:
    (project,) = check_of(pipeline_template(source=CONNECTED)).values()
    (group,) = project["Properties"]["Triggers"]["FilterGroups"]
    assert {each["Type"]: each["Pattern"] for each in group}["BASE_REF"] == r"^refs/heads/release\.1$"


def test_without_a_completed_connection_or_pull_requests_there_is_no_check() -> None:
    pending, zipped = replace(CONNECTED, connection_arn=""), Source(provider=Provider.S3, repository="orders.zip")
    assert not pending.checks_pull_requests
    assert not zipped.checks_pull_requests
    assert check_of(pipeline_template(source=zipped)) == {}


def test_this_repository_has_a_check_as_soon_as_it_can() -> None:
    assert bool(check_of(pipeline_template())) is SOURCE.checks_pull_requests
