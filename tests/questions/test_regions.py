"""The regions that the questions offer and those that `environments.py` takes are the same facts."""

import ast

import yaml
from exports import ROOT
from questionnaire import loaded
from rendering import render_answers

REGIONS = ROOT / "templates/_blocks/everything/settings/regions.py"


def in_the_code(name: str) -> list[str]:
    """The regions in one constant of the rendered `settings/regions.py`."""
    for node in ast.parse(REGIONS.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
    raise AssertionError(f"{name} is not in {REGIONS.name}")


def in_the_questions(name: str) -> set[str]:
    return set(yaml.safe_load(loaded()[name]["default"]))


def test_the_pipeline_runs_in_every_region_that_is_offered_and_beside_them_in_other_partitions_only() -> None:
    code, offered = set(in_the_code("PIPELINE_REGIONS")), in_the_questions("pipeline_regions")
    assert offered - code == set()
    assert {region.split("-")[0] + region.split("-")[1] for region in code - offered} == {
        "cnnorth",
        "cnnorthwest",
        "usgov",
        "euscde",
    }


def test_every_other_list_of_regions_holds_only_such_as_are_offered() -> None:
    for name in ("connection_regions", "two_zone_regions", "fargate_zones"):
        assert in_the_questions(name) - in_the_questions("pipeline_regions") == set(), name


def test_no_region_is_in_the_code_twice() -> None:
    both = [*in_the_code("PIPELINE_REGIONS"), *in_the_code("WITHOUT_PIPELINE")]
    assert sorted(both) == sorted(set(both))


def test_the_default_region_is_one_of_both() -> None:
    environments = (render_answers() / "environments.py").read_text("utf-8")
    assert f'region="{loaded()["region"]["default"]}"' in environments
