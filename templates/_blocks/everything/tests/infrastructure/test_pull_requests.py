"""Pull requests are checked before the merge, by a role that can deploy nothing."""

import pytest

from pipeline.pull_requests import BUILDSPEC
from project import SOURCE
from settings.pipeline import Source
from tests.support.cloudformation import (
    Resources,
    Template,
    as_list,
    references,
    resources,
    statements,
    waits_for,
)
from tests.support.pipeline_templates import pipeline_template
from tests.support.sources import AZURE_DEVOPS, BITBUCKET, CODECOMMIT, GITHUB, GITLAB, ZIPPED, pipeline_from

each_kind = pytest.mark.parametrize("source", [GITLAB, BITBUCKET, CODECOMMIT], ids=lambda source: source.provider.value)


def check_of(template: Template) -> Resources:
    projects = resources(template, "AWS::CodeBuild::Project").items()
    return {name: project for name, project in projects if project["Properties"]["Source"]["BuildSpec"] == BUILDSPEC}


@each_kind
def test_the_check_can_deploy_nothing_and_read_no_artifact(source: Source) -> None:
    template = pipeline_from(source)
    (project,) = check_of(template).values()
    role = references(project["Properties"]["ServiceRole"])
    allowed = [action for name, each in statements(template) if {name} == role for action in as_list(each["Action"])]
    assert allowed
    refused = ("sts:", "cloudformation:", "s3:", "codepipeline:", "iam:", "lambda:", "ssm:", "secretsmanager:", "kms:")
    assert not [action for action in allowed if action.startswith(refused)]


def test_the_check_may_use_the_connection_before_codebuild_makes_its_webhook() -> None:
    template = pipeline_from(GITLAB)
    (name,) = check_of(template)
    policies = resources(template, "AWS::IAM::Policy")
    before = [policies[each] for each in waits_for(template, name) if each in policies]
    assert any("codeconnections:UseConnection" in str(policy) for policy in before)


def test_a_pull_request_from_another_branch_name_that_looks_alike_is_none_of_ours() -> None:
    (project,) = check_of(pipeline_from(GITLAB)).values()
    (group,) = project["Properties"]["Triggers"]["FilterGroups"]
    assert {each["Type"]: each["Pattern"] for each in group}["BASE_REF"] == r"^refs/heads/release\.1$"


@pytest.mark.parametrize(
    ("source", "kind", "events"),
    [
        (GITLAB, "GITLAB", {"PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED", "PULL_REQUEST_REOPENED"}),
        # The others would be refused: they are not in the list of CodeBuild's user guide for Bitbucket.
        (BITBUCKET, "BITBUCKET", {"PULL_REQUEST_CREATED", "PULL_REQUEST_UPDATED"}),
    ],
    ids=["gitlab", "bitbucket"],
)
def test_the_webhook_asks_for_events_that_the_provider_has(source: Source, kind: str, events: set[str]) -> None:
    (project,) = check_of(pipeline_from(source)).values()
    assert project["Properties"]["Source"]["Type"] == kind
    (group,) = project["Properties"]["Triggers"]["FilterGroups"]
    assert set({each["Type"]: each["Pattern"] for each in group}["EVENT"].split(", ")) == events


def test_code_from_outside_the_team_is_built_only_after_a_maintainer_has_looked_at_it() -> None:
    (project,) = check_of(pipeline_from(GITLAB)).values()
    policy = project["Properties"]["Triggers"]["PullRequestBuildPolicy"]
    assert policy == {"RequiresCommentApproval": "FORK_PULL_REQUESTS"}


def test_without_a_completed_connection_pull_requests_or_a_webhook_there_is_no_check() -> None:
    for source in (GITHUB, ZIPPED, AZURE_DEVOPS):
        assert not source.checks_pull_requests
        assert check_of(pipeline_from(source)) == {}


def test_this_repository_has_a_check_as_soon_as_it_can() -> None:
    assert bool(check_of(pipeline_template())) is SOURCE.checks_pull_requests
