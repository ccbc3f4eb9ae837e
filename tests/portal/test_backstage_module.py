"""The Backstage module: its types, its own tests, and the templates in a real backend of the scaffolder."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import ROOT, exported_answers_only
from github_stub import HOST, GitHub, github
from npm_packages import NODE, installed_from
from releases import Releases, commit, git, update
from rendering import copy, examples, rendered_files, stored_answers
from scaffolder_backend import Backend, backend, files_of
from template_edits import new_file, question, unshared_file

from golden_paths.portal.release import release_in

pytestmark = pytest.mark.slow
FORMS = ROOT / "portal" / "backstage"
COMMAND = str(Path(sys.executable).with_name("golden-paths"))
SECRET = "s3cr3t-of-the-team"  # noqa: S105  Nothing but a word to look for.
# One of each architecture; between them answers with digits, marks of Jinja, and letters of other scripts.
EXAMPLES = (
    "s3-sam-linear",
    "containers-ec2-ecs-canary",
    "network-functions-cnf-source-nat-canary",
    "mainframe-postgresql-ecs-linear",
)


@pytest.fixture(scope="module")
def module() -> Path:
    return installed_from(FORMS / "module")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return Releases(tmp_path_factory.mktemp("released") / "template")


@pytest.fixture(scope="module")
def secretive(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """A template with a secret question."""
    template = shutil.copytree(exported_answers_only(), tmp_path_factory.mktemp("secretive") / "exported")
    question("project", "api_key", type="str", help="Which key?", default="", secret=True)(template)
    return Releases(template.parent / "template", template)


@pytest.fixture(scope="module")
def hosting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    with github(tmp_path_factory.mktemp("github")) as made:
        yield made


@pytest.fixture(scope="module")
def portal(
    module: Path,
    releases: Releases,
    secretive: Releases,
    hosting: GitHub,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Backend]:
    """A backend with the exported templates, whose address is that of `releases`."""
    folder = tmp_path_factory.mktemp("backstage")
    for path in FORMS.glob("*.yaml"):
        version = "2.0.0" if path.stem == "update" else "1.0.0"
        (folder / path.name).write_text(_released(path.read_text("utf-8"), releases, version), "utf-8")
    allowed = [(releases, "1.0.0"), (releases, "2.0.0"), (secretive, "1.0.0")]
    templates = [{"address": str(each.folder), "version": version} for each, version in allowed]
    found = sorted(folder.glob("*.yaml"))
    located = [{"type": "file", "target": str(path), "rules": [{"allow": ["Template"]}]} for path in found]
    config = {
        "goldenPaths": {"command": COMMAND, "templates": templates, "repositories": [f"https://{HOST}/shop/"]},
        "integrations": {"github": [hosting.integration]},
        "catalog": {"locations": located, "rules": [{"allow": ["System", "Component", "API", "Resource"]}]},
    }
    with backend(module, folder / "backend", config, hosting.environment) as running:
        yield running


def _released(form: str, releases: Releases, version: str) -> str:
    release = release_in(ROOT)
    assert release.version in form
    return form.replace(release.address, str(releases.folder)).replace(release.version, version)


def test_the_types_of_the_module_agree_with_those_of_backstage(module: Path) -> None:
    command = [NODE, "node_modules/typescript/bin/tsc", "--noEmit"]
    checked = subprocess.run(command, cwd=module, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_tests_of_the_module_pass(module: Path, tmp_path: Path) -> None:
    command = [NODE, "node_modules/vitest/vitest.mjs", "run", "--reporter=json", "--outputFile=told.json"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    ran = subprocess.run(command, cwd=module, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads((module / "told.json").read_text("utf-8"))
    assert told["numPendingTests"] == 0
    assert told["numPassedTests"] == told["numTotalTests"] > 20


def test_each_step_of_each_template_gives_an_action_inputs_that_it_knows(portal: Backend) -> None:
    _, actions = portal.ask("/api/scaffolder/v2/actions")
    known = {each["id"]: each["schema"]["input"] for each in actions}
    for path in FORMS.glob("*.yaml"):
        for step in yaml.safe_load(path.read_text("utf-8"))["spec"]["steps"]:
            wanted = known[step["action"]]
            # catalog:register and catalog:fetch take one of two forms, and say so.
            forms = wanted.get("anyOf") or wanted.get("oneOf") or [wanted]
            assert any(_fits(step["input"], form) for form in forms), (path.name, step["id"], wanted)


def _fits(given: dict[str, Any], schema: dict[str, Any]) -> bool:
    return set(schema.get("required", [])) <= set(given) <= set(schema["properties"])


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_dry_run_gives_what_copier_copy_gives(portal: Backend, releases: Releases, tmp_path: Path, name: str) -> None:
    answers = examples()[name]
    told = _rendered(portal, answers)
    theirs = copy(tmp_path / "orders", answers, template=releases.folder)
    assert files_of(told) == {path: (theirs / path).read_bytes() for path in rendered_files(theirs)}
    executable = {each["path"] for each in told["directoryContents"] if each["executable"]}
    assert executable == {path for path in rendered_files(theirs) if os.access(theirs / path, os.X_OK)}


def test_answers_stay_the_text_they_are_and_stale_ones_change_nothing(portal: Backend) -> None:
    answers = {"architecture": "serverless", "owner": "0123", "branch": "1e3", "description": "true", "source": "s3"}
    answers.pop("source")
    stale = {"compute": "ec2", "domain": "api.example.com", "dev_account": "012345678901"}
    clean, with_stale = (_rendered(portal, each) for each in (answers, answers | stale))
    stored = yaml.safe_load(files_of(clean)[".copier-answers.yml"])
    assert {name: stored[name] for name in answers} == answers
    assert files_of(with_stale) == files_of(clean)
    assert sorted(with_stale["steps"][0]["output"]["dropped"] if "output" in with_stale["steps"][0] else []) is not None


def _rendered(portal: Backend, answers: dict[str, Any]) -> Any:
    """A dry run of the template of an architecture without the steps that publish."""
    template = portal.template(f"golden-path-{answers['architecture']}")
    spec = template["spec"]
    shown = {**template, "spec": {**spec, "steps": spec["steps"][:1], "output": {}}}
    return portal.dry_run(shown, {**answers, "repoUrl": f"{HOST}?owner=shop&repo=orders"})


def test_x(portal: Backend) -> None:
    answers = {"architecture": "serverless", "project_name": "Orders", "repoUrl": "x"}
    sent = {"templateRef": "template:default/golden-path-serverless", "values": answers}
    print(portal.ask("/api/scaffolder/v2/tasks", sent))
    answers = {"architecture": "serverless", "source": "s3", "trigger": "tags", "repoUrl": "x"}
    print(portal.task("golden-path-serverless", answers))
    print(portal.log[-3000:])
    assert 0
