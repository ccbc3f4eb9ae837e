"""A developer portal finds with catalog-info.yaml what this project deploys, and names who owns it."""

from typing import Any

import pytest
import yaml

from environments import ENVIRONMENTS
from project import NAME, OWNER, TAGS
from tests.support.cloudformation import resources
from tests.support.synthesis import PROJECT, stacks, synthesised, synthesised_stage

FILE = "catalog-info.yaml"
AWS = "aws.amazon.com"
# The resources that a plugin shows on the page of the component, by the annotation that holds their tags.
SHOWN = {
    f"{AWS}/aws-codepipeline-tags": "AWS::CodePipeline::Pipeline",
    f"{AWS}/aws-codebuild-project-tags": "AWS::CodeBuild::Project",
    f"{AWS}/amazon-ecs-service-tags": "AWS::ECS::Service",
    f"{AWS}/amazon-ecr-tags": "AWS::ECR::Repository",
}


def entities() -> list[dict[str, Any]]:
    """The entities of the file, in its order."""
    found: list[dict[str, Any]] = list(yaml.safe_load_all((PROJECT / FILE).read_text("utf-8")))
    return found


def annotated() -> dict[str, dict[str, str]]:
    """The tags that each annotation of AWS names, as the plugins read them: `key=value,key2=value2`."""
    here = [each for each in entities() if (each["kind"], each["metadata"]["name"]) == ("Component", NAME)]
    assert here, f"{FILE} has no Component {NAME}, which is this project's name in project.py"
    found = here[0]["metadata"].get("annotations", {}).items()
    return {
        name: dict(pair.strip().split("=", 1) for pair in value.split(","))
        for name, value in found
        if name.startswith(f"{AWS}/") and name.endswith("-tags")
    }


def tags_of(kind: str) -> dict[str, dict[str, str]]:
    """The tags of each resource of this type, over all stacks.

    Without services that CodeDeploy deploys: CloudFormation cannot change them, so they have no tags to be found by.
    """
    folders = [synthesised(), *(synthesised_stage(synthesised(), each) for each in ENVIRONMENTS)]
    return {
        f"{name}.{id}": {tag["Key"]: tag["Value"] for tag in resource["Properties"].get("Tags", [])}
        for folder in folders
        if (folder / "manifest.json").is_file()
        for name, stack in stacks(folder).items()
        for id, resource in resources(stack["template"], kind).items()
        if resource["Properties"].get("DeploymentController") != {"Type": "CODE_DEPLOY"}
    }


@pytest.mark.parametrize("annotation", SHOWN)
def test_what_a_plugin_of_aws_looks_for_is_what_is_deployed(annotation: str) -> None:
    deployed, wanted = tags_of(SHOWN[annotation]), annotated().get(annotation)
    assert (wanted is not None) == bool(deployed), f"{FILE}: {annotation} is for what is deployed, and only for that"
    # A plugin shows what has all of these tags; a team may show one environment alone.
    tags = {name: value for name, value in (wanted or {}).items() if name != "environment"}
    assert [id for id, theirs in deployed.items() if not tags.items() <= theirs.items()] == []


def test_costs_and_findings_are_looked_for_by_tags_that_every_resource_has() -> None:
    others = {name: tags for name, tags in annotated().items() if name not in SHOWN}
    assert others
    assert [name for name, tags in others.items() if not tags.items() <= TAGS.items()] == []


def test_the_owner_in_the_portal_is_that_of_the_tags() -> None:
    assert [entity["metadata"]["name"] for entity in entities() if entity["kind"] == "System"] == [NAME]
    owners = {entity["spec"]["owner"] for entity in entities() if entity["metadata"]["name"] == NAME}
    assert owners == {f"group:default/{OWNER}"}, f"{FILE} and project.py name different owners"


def test_every_file_and_entity_that_the_catalogue_names_is_there() -> None:
    names = [f"{each['kind']}:{each['metadata']['name']}".lower() for each in entities()]
    assert len({*names}) == len(names)
    needed: list[str] = []
    for spec in (each["spec"] for each in entities() if each["kind"] == "Component"):
        needed += [f"api:{name}" for name in spec.get("providesApis", [])] + spec.get("dependsOn", [])
    # With a namespace it may stand in another repository.
    assert [name for name in needed if "/" not in name and name.lower() not in names] == []
    definitions = [each["spec"]["definition"] for each in entities() if each["kind"] == "API"]
    files = [each["$text"] for each in definitions if isinstance(each, dict) and "$text" in each]
    assert [path for path in files if "://" not in path and not (PROJECT / path).is_file()] == []
