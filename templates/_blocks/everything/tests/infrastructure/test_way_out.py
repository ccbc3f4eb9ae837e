"""Whoever takes the project away knows how to remove what its stacks leave behind, and docs/way-out.md names it."""

import re
from typing import Any

from pipeline.actions.left_behind import COMMANDS, NOTHING_TO_DO
from pipeline.stack import STACK_NAME
from project import NAME
from tests.support.pipeline_templates import pipeline_template
from tests.support.synthesis import PROJECT, every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment

PAGE = PROJECT.joinpath("docs", "way-out.md")
# `audit_trail` decides.
ON_DEMAND = {"AWS::CloudTrail::Trail"}


def retained(template: dict[str, Any]) -> set[str]:
    return {each["Type"] for each in template["Resources"].values() if "Retain" in str(each.get("DeletionPolicy"))}


def quoted(pattern: str) -> set[str]:
    found = set(re.findall(pattern, PAGE.read_text("utf-8")))
    assert found, f"{PAGE} has no {pattern}"
    return found


@every_environment
def test_there_is_a_command_for_each_kind_of_resource_that_outlives_an_environment(environment: Environment) -> None:
    kept = {type for template in deployed(environment).values() for type in retained(template)}
    assert kept - NOTHING_TO_DO - set(COMMANDS) == set()


def test_the_page_names_each_kind_of_resource_that_outlives_the_pipeline() -> None:
    assert retained(pipeline_template()) - quoted(r"AWS::\w+::\w+") == set()


def test_what_the_page_looks_for_in_the_pipeline_is_there() -> None:
    types = {each["Type"] for each in pipeline_template()["Resources"].values()}
    assert quoted(r"ResourceType=='([\w:]+)'") - ON_DEMAND - types == set()


def test_the_page_disables_a_stage_and_deletes_a_stack_that_exist() -> None:
    (pipeline,) = (r for r in pipeline_template()["Resources"].values() if r["Type"] == "AWS::CodePipeline::Pipeline")
    stages = {stage["Name"] for stage in pipeline["Properties"]["Stages"]}
    assert quoted(r"--stage-name (\w+)") <= stages
    assert f"{NAME}-pipeline" == STACK_NAME
    assert quoted(r'--stack-name "\$NAME-(\w+)"') == {"pipeline"}
