"""A policy, a configuration and an image change at three speeds, and Build judges each before a deployment."""

import re
from pathlib import Path

import pytest
import yaml

from tests.support.cloudformation import properties
from tests.support.pipeline_templates import pipeline_template, stages

PROJECT = Path(__file__).parents[2]
MAKEFILES = "".join((PROJECT / name).read_text("utf-8") for name in ("Makefile", "workload/workload.mk"))
# What changes, what judges it, and the words of the recipe that does so.
VALIDATIONS = {
    "the policy, by its parser": ("Quality", "workload.policy_check"),
    "the policy, by real packets": ("Traffic", "make --keep-going tunnel traffic"),
    "the configuration, by tests": ("Test", "pytest tests/infrastructure"),
    "the configuration, by a synthesis with cdk-nag": ("Package", "app.py"),
    "the image, by its Dockerfile": ("Quality", "hadolint Dockerfile"),
    "the image, by the scan": ("Package", "workload.image scan"),
    "the image, by sanitizers": ("Traffic", "make --keep-going tunnel traffic"),
}


def recipes(target: str) -> str:
    """What make runs for a target and for what that needs, as it is written."""
    found = re.search(rf"^{target}:([^#\n]*)(?:##.*)?\n((?:\t.*\n|if.*\n|else\n|endif\n)*)", MAKEFILES, re.MULTILINE)
    if found is None or target == "install":
        return ""
    values = {name: value for name, value in re.findall(r"^(\w+) :?= (.*)$", MAKEFILES, re.MULTILINE)}
    written = re.sub(r"\$\((\w+)\)", lambda name: values.get(name[1], name[0]), found[2])
    return written + "".join(recipes(needed) for needed in found[1].split())


def commands_of(action: str) -> str:
    """All that an action of the Build stage runs, whatever make target it is in."""
    (build,) = [each for each in stages(pipeline_template())["Build"]["Actions"] if each["Name"] == action]
    project = pipeline_template()["Resources"][build["Configuration"]["ProjectName"]["Ref"]]["Properties"]
    spec = yaml.safe_load((PROJECT / project["Source"]["BuildSpec"]).read_text("utf-8"))
    lines = [line for phase in spec["phases"].values() for line in phase["commands"]]
    return "".join(recipes(word) for line in lines for word in line.split()[1:])


@pytest.mark.parametrize("what", VALIDATIONS)
def test_it_is_judged_before_anything_is_deployed(what: str) -> None:
    action, words = VALIDATIONS[what]
    assert words in commands_of(action)


def test_nothing_is_deployed_before_all_of_build_has_passed() -> None:
    names = list(stages(pipeline_template()))
    assert names.index("Build") < names.index("UpdatePipeline") == 2
    deploying = [
        name
        for name, stage in stages(pipeline_template()).items()
        if any(action["Name"] == "Deploy" for action in stage["Actions"])
    ]
    assert deploying and all(names.index(name) > names.index("Build") for name in deploying)


def test_real_packets_have_the_rights_that_they_need_and_no_other_right_in_the_account() -> None:
    builds = {each["Source"]["BuildSpec"]: each for each in properties(pipeline_template(), "AWS::CodeBuild::Project")}
    assert builds["buildspecs/traffic.yml"]["Environment"]["PrivilegedMode"] is True
    role = builds["buildspecs/traffic.yml"]["ServiceRole"]["Fn::GetAtt"][0]
    actions = {
        action
        for each in properties(pipeline_template(), "AWS::IAM::Policy")
        if {"Ref": role} in each["Roles"]
        for statement in each["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    own = re.compile(r"(logs|codebuild|s3|kms|ecr-public|sts):")
    assert all(own.match(action) for action in actions)
    assert "sts:AssumeRole" not in actions
    assert {"ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"} <= actions


def test_a_recipe_that_judges_nothing_would_be_seen() -> None:
    assert "workload.policy_check" in recipes("lint")
    assert "workload.policy_check" not in recipes("type")
