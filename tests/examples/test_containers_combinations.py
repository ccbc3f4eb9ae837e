"""Compute, delivery and network are independent answers: any three choices are as clean as the examples together."""

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from control_tower import without_a_reason
from exports import SUPPORT, scratch
from rendering import examples, render
from set_cover import few
from tools import run

pytestmark = pytest.mark.slow
CHOICES = {
    "compute": ("fargate", "ec2"),
    "deployed_by": ("ecs", "codedeploy"),
    "delivery": ("canary", "linear", "blue-green"),
    "egress": ("nat", "endpoints"),
    "zones": ("2", "3"),
}
EVERY = sorted(itertools.product(*CHOICES.values()))
OF_CONTAINERS = [answers for answers in examples().values() if answers["architecture"] == "containers"]
SHOWN = {tuple(answers[name] for name in CHOICES) for answers in OF_CONTAINERS}


def threes(combination: tuple[str, ...]) -> set[tuple[tuple[str, str], ...]]:
    """Each three of its choices, with their questions."""
    return set(itertools.combinations(zip(CHOICES, combination, strict=True), 3))


# A few combinations with each three choices that no example has together.
OTHERS = few({each: threes(each) for each in EVERY}, set().union(*map(threes, EVERY)).difference(*map(threes, SHOWN)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("combinations")


@pytest.fixture(scope="module")
def synthesised(folder: Path) -> dict[str, Any]:
    """What `synthesise.py` says of each combination; its templates are in `folder`. The region has three zones."""
    repositories = []
    for combination in OTHERS:
        answers = dict(zip(CHOICES, combination, strict=True))
        repository = render(architecture="containers", region="eu-central-1", **answers)
        repositories.append(str(shutil.copytree(repository, scratch() / "combinations" / "-".join(combination))))
    done = run(SUPPORT, "synthesise.py", str(folder), *repositories)
    assert done.returncode == 0, done.stdout[-6000:]
    (printed,) = [line for line in done.stdout.splitlines() if line.startswith("{")]
    # What the CDK warns of may follow on the same line.
    found: dict[str, Any] = json.JSONDecoder().raw_decode(printed)[0]
    return found


def test_the_examples_show_each_compute_with_each_way_to_deliver() -> None:
    ways = set(itertools.product(*(CHOICES[name] for name in ("compute", "deployed_by", "delivery"))))
    assert {combination[:3] for combination in SHOWN} == ways


def test_any_three_choices_synthesise_together_without_an_open_finding(synthesised: dict[str, Any]) -> None:
    assert len(synthesised) == len(OTHERS) > 0
    assert {name: each["error"][-2000:] for name, each in synthesised.items() if each["error"]} == {}


def test_no_control_of_control_tower_is_missed_without_a_reason(synthesised: dict[str, Any], folder: Path) -> None:
    templates = sorted(folder.rglob("prod*.template.json"))
    assert len(templates) == 2 * len(OTHERS)
    assert without_a_reason(templates) == []
