"""The validators of Backstage's own catalogue accept catalog-info.yaml of every variant, and refuse what is wrong."""

import copy
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from npm_packages import NODE, installed
from releases import Releases, commit, update
from rendering import render
from variants import VARIANTS, each_variant

pytestmark = pytest.mark.slow
Entity = dict[str, Any]
FILE = "catalog-info.yaml"
# What answers may hold that YAML or Backstage could take for something else.
ODD = {"project_name": "n0-1e3", "owner": "0123", "description": 'yes: "no" # {a: b} — é', "repository": "0123/1e3"}


def entities(repository: Path) -> list[Entity]:
    """The entities of the file, as the catalogue reads them: with the documents in place of their names."""
    found: list[Entity] = list(yaml.safe_load_all((repository / FILE).read_text("utf-8")))
    for entity in found:
        if entity["kind"] == "API":
            definition = entity["spec"]["definition"]
            entity["spec"]["definition"] = (repository / definition["$text"]).read_text("utf-8")
    return found


def refused(found: list[Entity]) -> list[str]:
    """What Backstage says to these entities: a sentence for each that it refuses."""
    folder = installed("backstage")
    done = subprocess.run(
        [NODE, "validate.mjs"], cwd=folder, input=json.dumps(found), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said: list[str] = json.loads(done.stdout)
    return said


@each_variant
def test_backstage_accepts_every_entity(variant: str) -> None:
    found = entities(render(VARIANTS[variant]))
    assert {entity["kind"] for entity in found} == {"System", "Component", "API", "Resource"}
    assert refused(found) == []


@pytest.mark.parametrize("name", [ODD["project_name"], "null", "yes"])
def test_odd_answers_arrive_as_the_text_that_they_are(name: str) -> None:
    found = entities(render(ODD, project_name=name))
    assert refused(found) == []
    component = next(entity for entity in found if entity["kind"] == "Component")
    assert component["metadata"]["name"] == name
    assert component["metadata"]["description"] == ODD["description"]
    assert component["metadata"]["annotations"]["github.com/project-slug"] == ODD["repository"]
    assert component["spec"]["owner"] == f"group:default/{ODD['owner']}"


def _number(entity: Entity) -> None:
    entity["metadata"]["annotations"]["backstage.io/template-version"] = 9


def _no_owner(entity: Entity) -> None:
    del entity["spec"]["owner"]


def _long_name(entity: Entity) -> None:
    entity["metadata"]["name"] = "a" * 64


def _foreign_field(entity: Entity) -> None:
    entity["owner"] = "platform-team"


def _unknown_kind(entity: Entity) -> None:
    entity["kind"] = "Service"


@pytest.mark.parametrize("plant", [_number, _no_owner, _long_name, _foreign_field, _unknown_kind])
def test_what_is_wrong_is_refused(plant: Callable[[Entity], None]) -> None:
    wrong = copy.deepcopy(next(entity for entity in entities(render()) if entity["kind"] == "Component"))
    plant(wrong)
    assert len(refused([wrong])) == 1


def test_an_update_writes_its_release_into_the_catalogue_and_keeps_what_the_team_added(
    tmp_path: Path, small_releases: Releases
) -> None:
    repository = small_releases.repository(tmp_path / "orders")
    theirs = "---\napiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: queue\nspec:\n"
    file = repository / FILE
    assert 'template-version: "v1.0.0"' in file.read_text("utf-8")
    file.write_text(f"{file.read_text('utf-8')}{theirs}  type: sqs-queue\n  owner: group:default/a\n", "utf-8")
    commit(repository)
    small_releases.publish("v1.1.0")
    update(repository)
    assert 'template-version: "v1.1.0"' in file.read_text("utf-8")
    assert theirs in file.read_text("utf-8")
