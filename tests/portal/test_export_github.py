"""GitHub's forms ask the questions, and what people type reaches no shell."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jq
import pytest
import yaml
from exports import ROOT
from portal_forms import of_answers, questionnaire

from golden_paths.portal import codebuild, cortex, github
from golden_paths.portal.questions import Questionnaire
from golden_paths.portal.release import Release
from golden_paths.project import Refused

# What stands in portal/ is what the questions say: a test compares.
FOLDER = ROOT / "portal" / "github"
TYPED = "'; touch broken; $(touch broken) `touch broken` ${HOME} \"}"
RELEASE = Release("https://git.example.com/a/b", "1.2.3")


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _with_owner(**changes: Any) -> Questionnaire:
    asked = questionnaire()
    questions = tuple(dataclasses.replace(q, **changes) if q.name == "owner" else q for q in asked.questions)
    return Questionnaire(questions, asked.hidden, asked.scope, asked.config)


def _ran(program: str, folder: Path, **environment: str) -> tuple[int, Any, list[str]]:
    """Run what a step runs, with a runner that keeps what it was given. Returns code, answers and arguments."""
    runner = folder / "golden-paths"
    runner.write_text('#!/bin/sh\ncat > answers.json\nfor each in "$@"; do echo "$each"; done > arguments\n', "utf-8")
    runner.chmod(0o755)
    given = {"PATH": f"{folder}:{os.environ['PATH']}", "TEMPLATE": RELEASE.address, "VERSION": RELEASE.version}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=folder, env=given | environment, capture_output=True, text=True)
    if not (folder / "arguments").exists():
        return ran.returncode, ran.stderr, []
    return ran.returncode, json.loads((folder / "answers.json").read_text()), (folder / "arguments").read_text().split()


def test_zizmor_and_the_schema_of_github_find_nothing_in_the_workflows(tmp_path: Path) -> None:
    workflows = shutil.copytree(FOLDER, tmp_path / ".github" / "workflows")
    # `$/` in place of `./` is new, and GitHub Enterprise Server does not know it.
    config = tmp_path / "zizmor.yml"
    config.write_text("rules: {self-repository: {disable: true}}", "utf-8")
    command = [_tool("zizmor"), "--offline", "--no-progress", "--config", str(config), str(workflows)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    files = map(str, sorted(workflows.iterdir()))
    command = [_tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *files]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_zizmor_finds_an_input_that_reaches_a_shell(tmp_path: Path) -> None:
    text = (FOLDER / "golden-path.yml").read_text("utf-8")
    file = tmp_path / "golden-path.yml"
    file.write_text(text.replace("--directory made .", "--directory ${{ inputs.answers }} ."), "utf-8")
    ran = subprocess.run([_tool("zizmor"), "--offline", "--no-progress", str(file)], capture_output=True, text=True)
    assert ran.returncode != 0
    assert "template-injection" in ran.stdout


@pytest.mark.parametrize("architecture", questionnaire().architectures)
def test_a_form_of_github_asks_every_question_within_the_fields_that_github_has(architecture: str) -> None:
    workflow = yaml.safe_load((FOLDER / f"golden-path-{architecture}.yml").read_text("utf-8"))
    inputs = workflow["on"]["workflow_dispatch"]["inputs"]
    assert len(inputs) <= 25
    asked = set(of_answers(architecture)["properties"]) - {"architecture"}
    named = inputs.get("more_answers", {}).get("description", "").split(": ")[-1].strip(".").split(", ")
    assert set(inputs) - {"more_answers"} | {name for name in named if name} == asked
    assert all(each.get("default", "") in each["options"] for each in inputs.values() if each["type"] == "choice")
    assert workflow["jobs"]["render"]["with"]["architecture"] == architecture


def test_what_people_type_in_github_reaches_the_runner_as_it_is(tmp_path: Path) -> None:
    inputs = {"owner": TYPED, "branch": "", "description": "0123", "more_answers": '{"approvers": "1e3"}'}
    code, answers, arguments = _ran(
        github.RUNS, tmp_path, ANSWERS=json.dumps(inputs), MORE=inputs["more_answers"], ARCHITECTURE="serverless"
    )
    assert code == 0
    assert answers == {"owner": TYPED, "description": "0123", "approvers": "1e3", "architecture": "serverless"}
    assert arguments == ["portal", "create", "made", "--template", RELEASE.address, "--to", RELEASE.version]
    assert not list(tmp_path.rglob("broken"))


def test_answers_that_are_no_object_are_refused_in_a_sentence(tmp_path: Path) -> None:
    code, said, arguments = _ran(github.RUNS, tmp_path, ANSWERS="[]", MORE="", ARCHITECTURE="")
    assert (code, arguments) == (1, [])
    assert said == 'The answers are no JSON object, for example {"owner": "team-a"}.\n'


def test_what_people_type_in_service_catalog_reaches_the_runner_as_it_is(tmp_path: Path) -> None:
    code, answers, _ = _ran(codebuild.RUNS, tmp_path, ANSWER_owner=TYPED, ANSWER_branch="", ANSWER_description="0123")
    assert (code, answers) == (0, {"owner": TYPED, "description": "0123"})
    assert not list(tmp_path.rglob("broken"))


def test_cortex_sends_each_answer_as_it_is_and_none_that_nobody_asked_for() -> None:
    workflow = cortex.workflow(questionnaire(), "serverless", RELEASE)
    expression = workflow["actions"][0]["schema"]["expression"]
    given = {"context": {"initialContext": {"owner": TYPED, "compute": "fargate", "branch": None}}}
    body = json.loads(jq.compile(expression).input(given).first())
    assert json.loads(body["inputs"]["answers"]) == {"owner": TYPED, "architecture": "serverless"}
    assert body["ref"] == "main"


def test_a_secret_fails_the_export_for_github_and_cortex_by_its_name() -> None:
    asked = _with_owner(secret=True)
    with pytest.raises(Refused, match='The question "owner" is a secret'):
        github.form(asked, "serverless", lambda question, _: (question.help, ""))
    with pytest.raises(Refused, match='The question "owner" is a secret'):
        cortex.workflow(asked, "serverless", RELEASE)
    with pytest.raises(Refused, match='The question "owner" is of the type integer'):
        github.form(_with_owner(type="integer"), "serverless", lambda question, _: (question.help, ""))


def test_port_and_cortex_call_the_workflow_that_is_shipped() -> None:
    called = json.loads((ROOT / "portal" / "port" / "serverless.json").read_text("utf-8"))["invocationMethod"]
    assert (FOLDER / called["workflow"]).is_file()
    workflow = yaml.safe_load((FOLDER / called["workflow"]).read_text("utf-8"))
    assert set(called["workflowInputs"]) == set(workflow["on"]["workflow_dispatch"]["inputs"])
    assert f"/workflows/{called['workflow']}/" in cortex.DISPATCH
