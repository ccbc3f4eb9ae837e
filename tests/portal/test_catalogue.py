"""catalog-info.yaml of a repository and the exported templates of Backstage name the same things."""

from typing import Any

import pytest
import yaml
from exports import ROOT
from rendering import render_answers

from golden_paths.portal.release import release_in

Entity = dict[str, Any]


def catalogue(**answers: str) -> dict[str, Entity]:
    """The entities of a rendered repository, by kind."""
    text = (render_answers(answers) / "catalog-info.yaml").read_text("utf-8")
    return {entity["kind"]: entity for entity in yaml.safe_load_all(text)}


def templates() -> dict[str, Entity]:
    """The exported templates, by name."""
    files = (ROOT / "portal" / "backstage").glob("*.yaml")
    found = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    return {entity["metadata"]["name"]: entity for entity in found}


@pytest.mark.parametrize("name", ["null", "true", "false", "yes", "off"])
def test_a_name_that_yaml_reads_otherwise_arrives_as_text(name: str) -> None:
    found = catalogue(project_name=name, owner=name)
    assert [found[kind]["metadata"]["name"] for kind in ("System", "Component", "API")] == [name] * 3
    assert [found[kind]["spec"]["system"] for kind in ("Component", "API", "Resource")] == [name] * 3
    assert found["Component"]["spec"]["providesApis"] == [name]
    assert {entity["spec"]["owner"] for entity in found.values()} == {f"group:default/{name}"}
    assert found["Component"]["spec"]["dependsOn"] == [f"resource:{found['Resource']['metadata']['name']}"]


@pytest.mark.parametrize("architecture", ["serverless", "containers", "network-functions", "mainframe-modernization"])
def test_a_component_is_scaffolded_from_an_exported_template(architecture: str) -> None:
    reference = catalogue(architecture=architecture)["Component"]["spec"]["scaffoldedFrom"]
    kind, _, name = reference.partition(":default/")
    assert (kind, templates()[name]["kind"]) == ("template", "Template")
    assert templates()[name]["spec"]["steps"][0]["input"]["answers"]["architecture"] == "${{ parameters.architecture }}"
    assert templates()[name]["spec"]["parameters"][0]["properties"]["architecture"]["const"] == architecture


def test_an_exported_template_has_the_release_as_a_component_records_it() -> None:
    release = f"v{release_in(ROOT).version}"
    versions = [each["metadata"].get("annotations", {}) for each in templates().values()]
    assert versions == [{"backstage.io/template-version": release}] * 5
