"""A connection reaches every repository of its owner; the roles of the pipeline use it for this one alone."""

from typing import Any

import pytest

from pipeline.pull_requests import BUILDSPEC
from settings.pipeline import Source
from tests.support.cloudformation import Template, as_list, properties, references, statements
from tests.support.pipeline_templates import stages
from tests.support.sources import AZURE_DEVOPS, BITBUCKET, GITHUB, GITLAB, pipeline_from

NAMES = ("codeconnections", "codestar-connections")
OTHER = "group/billing"


def source_role(template: Template) -> set[str]:
    (action,) = stages(template)["Source"]["Actions"]
    return references(action["RoleArn"])


def check_role(template: Template) -> set[str]:
    projects = properties(template, "AWS::CodeBuild::Project")
    (check,) = (each for each in projects if each["Source"]["BuildSpec"] == BUILDSPEC)
    return references(check["ServiceRole"])


def holds(condition: dict[str, Any], request: dict[str, str]) -> bool:
    """Whether all of a condition is met, as IAM evaluates these two operators."""
    assert condition.keys() <= {"StringNotEqualsIgnoreCase", "Null"}
    differs = condition.get("StringNotEqualsIgnoreCase", {}).items()
    absent = condition.get("Null", {}).items()
    return all(request.get(key, "").lower() != value.lower() for key, value in differs) and all(
        (key not in request) is (value == "true") for key, value in absent
    )


def may(template: Template, role: set[str], action: str, **request: str) -> bool:
    about = {f"{name}:{key}": value for name in NAMES for key, value in request.items()}
    given = [each for name, each in statements(template) if {name} == role and action in as_list(each["Action"])]
    effects = {each["Effect"] for each in given if holds(each.get("Condition", {}), about)}
    return effects == {"Allow"}


USES = {
    "github": (GITHUB, source_role),
    "gitlab": (GITLAB, source_role),
    "bitbucket": (BITBUCKET, source_role),
    "azure-devops": (AZURE_DEVOPS, source_role),
    "pull-requests": (GITLAB, check_role),
}
each_use = pytest.mark.parametrize(("source", "role"), USES.values(), ids=USES)


@each_use
@pytest.mark.parametrize("name", NAMES)
def test_the_connection_is_used_for_this_repository_and_for_no_other(source: Source, role: Any, name: str) -> None:
    template = pipeline_from(source)
    assert may(template, role(template), f"{name}:UseConnection", FullRepositoryId=source.repository)
    assert not may(template, role(template), f"{name}:UseConnection", FullRepositoryId=OTHER)


@each_use
def test_a_repository_is_the_same_in_capital_letters(source: Source, role: Any) -> None:
    template = pipeline_from(source)
    assert may(template, role(template), f"{NAMES[0]}:UseConnection", FullRepositoryId=source.repository.upper())


@each_use
def test_a_request_about_no_repository_is_let_through(source: Source, role: Any) -> None:
    template = pipeline_from(source)
    assert may(template, role(template), f"{NAMES[0]}:UseConnection", ProviderAction="ListOwners")


def test_a_build_of_a_pull_request_gets_no_token_for_another_repository() -> None:
    template = pipeline_from(GITLAB)
    allowed = [
        may(template, check_role(template), f"{name}:GetConnectionToken", FullRepositoryId=repository)
        for name in NAMES
        for repository in (GITLAB.repository, OTHER)
    ]
    assert allowed == [True, False] * len(NAMES)
