"""What a value in `environments.py` changes in the pipeline, and what it does not."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from aws_cdk import region_info

from environments import ENVIRONMENTS
from pipeline.names import suite_role
from settings.configuration import ConfigurationError
from settings.delivery import Delivery
from settings.environment import LONGEST_BUILD_MINUTES
from settings.regions import PIPELINE_REGIONS, WITHOUT_PIPELINE
from tests.support.cloudformation import Template, as_list, in_words, properties, references, statements
from tests.support.pipeline_templates import WITH_WINDOW, pipeline, pipeline_template, stages, with_properties
from workload.environment import Environment

# What a workload may refuse where it runs; what it takes is not the same everywhere.
STRATEGIES = (Delivery.rolling(), Delivery.all_at_once(), Delivery.linear(percent=50, minutes=7))


def with_another_strategy(environment: Environment) -> Environment:
    """With the last of STRATEGIES that the workload takes, and other values that are no matter of the pipeline."""
    found = environment
    for delivery in STRATEGIES:
        with suppress(ConfigurationError):
            found = replace(environment, delivery=delivery, bake_minutes=45, log_retention_days=90)
    return found


def test_sizes_and_strategies_do_not_change_the_pipeline() -> None:
    other = tuple(map(with_another_strategy, ENVIRONMENTS))
    assert all(each.bake_minutes == 45 for each in other)
    assert pipeline(pipeline_template(other)) == pipeline(pipeline_template())


def test_a_deployment_that_takes_longer_gives_its_deploy_action_more_time() -> None:
    quick, slow = (deploy_timeout(with_properties(ENVIRONMENTS[-1], deployment_minutes=each)) for each in (10, 30))
    # Back as well as there.
    assert slow == quick + 2 * 20
    assert quick > 10


def test_each_deploy_action_has_the_time_out_that_the_environment_computes() -> None:
    found = sorted(each["TimeoutInMinutes"] for each in builds_of(pipeline_template(), "buildspecs/deploy.yml"))
    # Behind an approval the data is deployed in a stage of its own.
    needed = [
        each.time_out_minutes(with_data=with_data)
        for each in ENVIRONMENTS
        for with_data in ((True, False) if each.approval else (True,))
    ]
    assert found == sorted(needed)
    assert all(each <= LONGEST_BUILD_MINUTES for each in found)


@pytest.mark.parametrize("looks_up", [True, False])
def test_only_a_deployment_that_looks_something_up_may_use_the_role_for_it(looks_up: bool) -> None:
    template = with_properties(ENVIRONMENTS[-1], deployment_looks_up=looks_up)
    may = {
        in_words(statement["Resource"])
        for project in builds_of(template, "buildspecs/deploy.yml")
        for role, statement in statements(template)
        if references(project["ServiceRole"]) == {role} and statement.get("Sid") == "BootstrapRolesOfTheEnvironment"
    }
    assert may
    assert any("-lookup-role-" in each for each in may) is looks_up


def deploy_timeout(template: Template) -> int:
    """Minutes of the deploy action that has the fewest."""
    return min(each["TimeoutInMinutes"] for each in builds_of(template, "buildspecs/deploy.yml"))


def builds_of(template: Template, buildspec: str) -> list[dict[str, Any]]:
    """The properties of the projects that run this buildspec."""
    projects = properties(template, "AWS::CodeBuild::Project")
    return [each for each in projects if each["Source"]["BuildSpec"] == buildspec]


@pytest.mark.parametrize("signs_in", [True, False])
def test_a_suite_gets_the_time_that_it_needs_and_a_role_to_read_with_if_it_signs_in(signs_in: bool) -> None:
    environment = replace(ENVIRONMENTS[0], suites=("e2e",))
    template = with_properties(environment, suites_sign_in=signs_in, suite_minutes=47)
    (suite,) = builds_of(template, "buildspecs/suite.yml")
    assert suite["TimeoutInMinutes"] == 47
    (role,) = references(suite["ServiceRole"])
    may = [statement for owner, statement in statements(template) if owner == role]
    assumed = [each["Resource"] for each in may if "sts:AssumeRole" in as_list(each["Action"])]
    variables = {each["Name"]: each["Value"] for each in suite["Environment"]["EnvironmentVariables"]}
    if signs_in:
        assert len(assumed) == 1
        assert "-lookup-role-" in in_words(assumed[0])
        assert template["Resources"][role]["Properties"]["RoleName"] == suite_role(environment.name, "e2e")
        assert variables == {"SUITE": "e2e", "ENVIRONMENT": environment.name}
    else:
        assert assumed == []
        assert "RoleName" not in template["Resources"][role]["Properties"]
        assert variables == {"SUITE": "e2e"}


def test_a_deployment_window_is_entered_after_the_approval_and_before_any_change() -> None:
    last = WITH_WINDOW[-1]
    changed = stages(pipeline_template(WITH_WINDOW))
    assert list(changed)[-4:] == [f"Approve{last.title}", f"{last.title}Window", f"{last.title}Data", last.title]
    (condition,) = changed[f"{last.title}Window"]["BeforeEntry"]["Conditions"]
    (rule,) = condition["Rules"]
    assert rule["RuleTypeId"]["Provider"] == "DeploymentWindow"
    assert rule["Configuration"] == {"Cron": "* * 9-16 ? * MON-FRI", "TimeZone": "Europe/Berlin"}


def test_every_region_is_one_that_the_cdk_knows_too() -> None:
    known = {each.name for each in region_info.RegionInfo.regions}
    assert {*PIPELINE_REGIONS, *WITHOUT_PIPELINE} - known == set()
