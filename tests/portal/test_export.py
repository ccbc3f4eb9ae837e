"""What portals read is committed, and is what the questions say."""

import json
import subprocess
import sys
from pathlib import Path

import jq
import pytest
import yaml
from exports import ROOT
from portal_answers import pairwise
from portal_forms import questionnaire

from golden_paths.portal.asked import without_hidden
from golden_paths.portal.export import export
from golden_paths.portal.port import as_jq


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    export(ROOT, folder)
    return folder


def test_the_committed_exports_are_those_of_the_questions(written: Path) -> None:
    fresh = {path.relative_to(written): path.read_bytes() for path in written.rglob("*") if path.is_file()}
    committed = ROOT / "portal"
    ours = {path: (committed / path).read_bytes() for path in fresh if (committed / path).is_file()}
    assert ours == fresh, "run: .venv/bin/golden-paths export portal"
    there = {path.relative_to(committed) for path in committed.rglob("*") if path.is_file()}
    # Nobody exports the module with the actions.
    there = {path for path in there if not path.is_relative_to("backstage/module")}
    assert there - fresh.keys() == set(), "left over: delete them"


def test_the_command_says_in_a_sentence_that_there_is_no_template(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "golden_paths.cli", "export", "portal"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)})
    assert ran.returncode == 1
    assert ran.stderr.startswith("There is no copier.yml in .")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("architecture", ["serverless", "containers", "network-functions", "mainframe-modernization"])
def test_a_backstage_template_hands_on_every_answer_of_its_form_and_no_other(written: Path, architecture: str) -> None:
    template = yaml.safe_load((written / "backstage" / f"{architecture}.yaml").read_text("utf-8"))
    form = template["spec"]["parameters"][0]
    shown = set(form["properties"])
    for each in form["allOf"]:
        shown |= {name for name, made in each["then"].get("properties", {}).items() if "title" in made}
    answers = template["spec"]["steps"][0]["input"]["answers"]
    assert set(answers) == shown
    assert answers["owner"] == "${{ parameters.owner }}"
    assert ("compute" in shown) == (architecture in ("containers", "mainframe-modernization"))
    assert form["properties"]["architecture"]["const"] == architecture


def test_what_each_portal_can_say_is_as_the_table_in_the_docs_has_it(written: Path) -> None:
    files = {
        "Backstage": ("backstage/serverless.yaml", ["enum:", "pattern:", "default:", "if:"]),
        "Port": ("port/serverless.json", ['"enum"', '"pattern"', '"default"', "jqQuery"]),
        "GitHub": ("github/golden-path-serverless.yml", ["options:", "pattern:", "default:", " if:"]),
        "Cortex": ("cortex/serverless.yaml", ["options:", "pattern:", "defaultValue:", " if:"]),
        "Service Catalog": (
            "service-catalog/serverless.yaml",
            ["AllowedValues:", "Pattern:", "Default:", "Condition:"],
        ),
    }
    page = (ROOT / "docs" / "portal.md").read_text("utf-8")
    for portal, (file, marks) in files.items():
        text = (written / file).read_text("utf-8")
        row = next(line for line in page.splitlines() if line.startswith(f"| {portal} |"))
        told = [cell.strip().startswith("yes") for cell in row.split("|")[2:6]]
        assert told == [mark in text for mark in marks], row


def test_a_help_that_another_answer_changes_says_whose_it_is(written: Path) -> None:
    asked = json.loads((written / "schemas" / "serverless.json").read_text("utf-8"))["properties"]
    assert "This text is for source github: with another answer" in asked["repository"]["description"]
    assert "This text is for" not in asked["owner"]["description"]


def test_a_repository_is_published_where_its_source_is_on_its_branch_and_registered(written: Path) -> None:
    template = yaml.safe_load((written / "backstage" / "serverless.yaml").read_text("utf-8"))
    steps = {step["id"]: step for step in template["spec"]["steps"]}
    published = {step["if"]: step for step in steps.values() if step["action"].startswith("publish:")}
    actions = {"github": "github", "gitlab": "gitlab", "bitbucket": "bitbucketCloud", "azure-devops": "azure"}
    assert {condition: step["action"] for condition, step in published.items()} == {
        f"${{{{ parameters.source == '{source}' }}}}": f"publish:{action}" for source, action in actions.items()
    }
    sources = {choice.value for choice in questionnaire().by_name["source"].choices}
    assert sources - actions.keys() == {"codecommit", "s3"}, "the text of the output names these two"
    assert {step["input"]["defaultBranch"] for step in published.values()} == {"${{ parameters.branch or 'main' }}"}
    registered = template["spec"]["steps"][-1]
    assert (registered["action"], registered["input"]["catalogInfoPath"]) == ("catalog:register", "/catalog-info.yaml")
    for id_ in (step["id"] for step in published.values()):
        assert f"steps['{id_}'].output.repoContentsUrl" in registered["input"]["repoContentsUrl"]
    contents = [text["content"] for text in template["spec"]["output"]["text"]]
    assert any("CodeCommit" in content and "S3" in content for content in contents)
    assert '${{ steps.create.output.next | join("\\n") }}' in contents


def test_the_update_runs_only_where_the_preview_is_off_and_for_what_a_template_made(written: Path) -> None:
    template = yaml.safe_load((written / "backstage" / "update.yaml").read_text("utf-8"))
    steps = {step["id"]: step for step in template["spec"]["steps"]}
    # Left out, it is a preview.
    assert steps["update"]["if"] == "${{ parameters.preview === false }}"
    shown = template["spec"]["parameters"][0]["properties"]["component"]["ui:options"]["catalogFilter"]
    made = {"metadata.annotations.backstage.io/template-version": {"exists": True}}
    assert shown == {"kind": "Component"} | made


def test_port_shows_the_fields_that_copier_asks() -> None:
    for row in list(pairwise())[::3]:
        answers = without_hidden(questionnaire(), row)
        for question in questionnaire().questions:
            query = as_jq(question.visible)
            assert jq.compile(query).input({"form": answers}).first() == question.visible.holds(answers), (query, row)
