"""The picture in the README shows the pipeline that is synthesised, and so does the table below it."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from exports import SUPPORT
from rendering import ROOT, examples, render, render_answers
from tools import run

PICTURE = ROOT / "templates/_blocks/everything/docs/pipeline.svg"
SVG = "{http://www.w3.org/2000/svg}"

Stage = dict[str, Any]


class Drawn:
    """One stage of the picture. kinds: `release`, `approval`, `rollback`, `optional`; actions: from left and top."""

    def __init__(self, group: ElementTree.Element) -> None:
        self.name = group.attrib["id"]
        self.kinds = set(group.attrib["class"].split()) - {"stage"}
        self.actions = [text.text for text in group.iter(f"{SVG}text") if "action" in text.get("class", "").split()]
        self.title = next(group.iter(f"{SVG}text")).text


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    groups = ElementTree.parse(PICTURE).getroot().iter(f"{SVG}g")
    return [Drawn(group) for group in groups if "stage" in group.get("class", "").split()]


@pytest.fixture(scope="module")
def synthesised() -> tuple[list[Stage], list[Stage]]:
    """The stages as rendered, and those with a deployment window."""
    done = run(SUPPORT, "pipeline_stages.py", str(render()), PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stdout[-6000:]
    rendered, with_window = json.loads(done.stdout.splitlines()[-1])
    return rendered, with_window


def names(stages: list[Stage]) -> list[str]:
    return [stage["Name"] for stage in stages]


@pytest.mark.slow  # synthesises the pipeline twice
def test_the_stages_drawn_are_those_of_the_pipeline(
    drawn: list[Drawn], synthesised: tuple[list[Stage], list[Stage]]
) -> None:
    rendered, with_window = synthesised
    assert [stage.name for stage in drawn if "optional" not in stage.kinds] == names(rendered)
    assert [stage.name for stage in drawn] == names(with_window)
    assert [stage.title for stage in drawn] == names(with_window)


@pytest.mark.slow  # synthesises the pipeline twice
def test_the_actions_drawn_are_those_of_the_pipeline_in_their_order(
    drawn: list[Drawn], synthesised: tuple[list[Stage], list[Stage]]
) -> None:
    for stage, there in zip(drawn, synthesised[1], strict=True):
        assert stage.actions == [action["Name"] for action in sorted(there["Actions"], key=lambda a: a["RunOrder"])]
        side_by_side = len({action["RunOrder"] for action in there["Actions"]}) < len(there["Actions"])
        assert side_by_side == (stage.name == "Build")


@pytest.mark.slow  # synthesises the pipeline twice
def test_what_decides_is_drawn_where_it_decides(
    drawn: list[Drawn], synthesised: tuple[list[Stage], list[Stage]]
) -> None:
    kinds = {
        "approval": lambda stage: any(a["ActionTypeId"]["Category"] == "Approval" for a in stage["Actions"]),
        "release": lambda stage: '"Result": "SKIP"' in json.dumps(stage.get("BeforeEntry", {})),
        "rollback": lambda stage: stage.get("OnFailure", {}).get("Result") == "ROLLBACK",
    }
    for kind, is_so in kinds.items():
        there = {stage["Name"] for stage in synthesised[1] if is_so(stage)}
        assert there, kind
        assert {stage.name for stage in drawn if kind in stage.kinds} == there, kind


def test_the_picture_needs_nothing_from_elsewhere_and_speaks_to_a_screen_reader() -> None:
    root = ElementTree.parse(PICTURE).getroot()
    text = PICTURE.read_text("utf-8")
    assert root.get("role") == "img"
    assert {root[0].tag, root[1].tag} == {f"{SVG}title", f"{SVG}desc"}
    assert root.get("aria-labelledby", "").split() == [root[0].get("id"), root[1].get("id")]
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"href|@import|@font-face|<script|<image", text)


@pytest.mark.parametrize("name", examples())
def test_the_readme_shows_the_picture_and_says_the_same_in_a_table(name: str, drawn: list[Drawn]) -> None:
    readme = (render_answers(examples()[name]) / "README.md").read_text("utf-8")
    assert "](docs/pipeline.svg)" in readme
    table = readme.partition("| stage | does |")[2].partition("\n\n")[0]
    there = re.findall(r"^\| ([A-Z]\w+) \|", table, re.MULTILINE)
    assert there == [stage.name for stage in drawn if "optional" not in stage.kinds]


def test_the_readme_of_the_template_shows_the_same_picture() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in readme
