"""Where Build keeps images: never overwritten, scanned, encrypted, kept for a rollback, pulled by environments."""

import json
from dataclasses import replace

import pytest

from environments import ENVIRONMENTS, PIPELINE
from project import NAME
from settings.configuration import ConfigurationError
from tests.support.cloudformation import (
    Template,
    as_list,
    in_words,
    properties,
    references,
    resources,
    statements,
    text,
)
from tests.support.pipeline_templates import WITH_WINDOW, pipeline_template, stages, with_properties
from workload.checks import CHECKS
from workload.environment import Network
from workload.packaging import PULL

REPOSITORY = "AWS::ECR::Repository"


def repositories(template: Template) -> dict[str, dict[str, object]]:
    return {each["RepositoryName"]: each for each in properties(template, REPOSITORY)}


def test_a_release_is_never_overwritten_and_always_scanned() -> None:
    releases = repositories(pipeline_template())[NAME]
    assert releases["ImageTagMutability"] == "IMMUTABLE"
    assert releases["ImageScanningConfiguration"] == {"ScanOnPush": True}


def test_images_are_encrypted_with_the_key_of_the_pipeline() -> None:
    for repository in repositories(pipeline_template()).values():
        assert "KMS" in text(repository["EncryptionConfiguration"])
        assert references(repository["EncryptionConfiguration"])


def test_no_image_expires_by_age_since_an_environment_may_run_it_for_years() -> None:
    policy = json.loads(repositories(pipeline_template())[NAME]["LifecyclePolicy"]["LifecyclePolicyText"])  # type: ignore[index]
    (rule,) = policy["rules"]
    assert rule["selection"]["countType"] == "imageCountMoreThan"
    assert rule["selection"]["countNumber"] >= 1000
    releases = [each for each in resources(pipeline_template(), REPOSITORY).values() if "IMMUTABLE" in text(each)]
    assert [each["DeletionPolicy"] for each in releases] == ["RetainExceptOnCreate"]


def test_the_accounts_of_the_environments_may_pull_and_nobody_else() -> None:
    releases = repositories(pipeline_template(WITH_WINDOW))[NAME]
    policy = releases["RepositoryPolicyText"]
    (statement,) = policy["Statement"]  # type: ignore[index]
    accounts = {each.account for each in WITH_WINDOW if each.account}
    allowed = [in_words(each).partition(":iam::")[2] for each in as_list(statement["Principal"]["AWS"])]
    assert sorted(allowed) == sorted(f"{account}:root" for account in accounts)
    assert set(statement["Action"]) == set(PULL)


def test_only_what_needs_docker_is_privileged_and_only_the_package_action_may_push() -> None:
    template = pipeline_template()
    builds = {each["Source"]["BuildSpec"]: each for each in properties(template, "AWS::CodeBuild::Project")}
    privileged = {buildspec for buildspec, build in builds.items() if build["Environment"]["PrivilegedMode"]}
    package = "buildspecs/package.yml"
    assert privileged == {package, *(f"{check.buildspec}.yml" for check in CHECKS if check.runs_docker)}
    pushing = {role for role, statement in statements(template) if "ecr:PutImage" in text(statement["Action"])}
    assert pushing == references(builds[package]["ServiceRole"])


def test_the_build_may_ask_inspector_where_the_registry_scans_by_it() -> None:
    allowed = {each.get("Sid"): each["Action"] for _, each in statements(pipeline_template())}
    assert allowed["ReadTheScanOfInspector"] == ["inspector2:ListCoverage", "inspector2:ListFindings"]


def test_the_build_may_look_up_the_image_of_instances_where_there_are_some_and_no_other_parameter() -> None:
    name = "/aws/service/of-instances/image_id"
    some, none = (with_properties(ENVIRONMENTS[-1], instance_image=each) for each in (name, ""))
    (statement,) = (each for _, each in statements(some) if each.get("Sid") == "LookUpTheImageOfInstances")
    assert statement["Action"] == "ssm:GetParameter"
    assert in_words(statement["Resource"]).endswith(f":ssm:{ENVIRONMENTS[-1].region}::parameter{name}")
    assert not [each for _, each in statements(none) if each.get("Sid") == "LookUpTheImageOfInstances"]


def test_the_tag_of_an_image_names_the_execution_that_built_it() -> None:
    (package,) = [each for each in stages(pipeline_template())["Build"]["Actions"] if each["Name"] == "Package"]
    variables = text(package["Configuration"]["EnvironmentVariables"])
    assert "#{codepipeline.PipelineExecutionId}" in variables
    assert "IMAGE_REPOSITORY" in variables


def test_an_environment_in_another_region_than_its_image_is_refused() -> None:
    region = "ap-southeast-2" if PIPELINE.region != "ap-southeast-2" else "eu-west-1"
    far = replace(ENVIRONMENTS[0], region=region, network=Network())
    with pytest.raises(ConfigurationError, match=r"its image is in .* and is not replicated, for example region="):
        pipeline_template((far, *ENVIRONMENTS[1:]))
