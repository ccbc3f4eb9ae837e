"""The Backstage module: its types, its own tests, and the templates in a real backend of the scaffolder."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import keep_in_blocks
from github_stub import HOST, GitHub, github
from npm_packages import NODE, installed_from
from portal_releases import README, append, few_files, with_a_secret
from portal_runner import portal as program
from releases import Releases, commit, git
from rendering import copy, examples, rendered_files
from scaffolder_backend import FORMS, Backend, backend, config_with, files_of

from golden_paths.portal.backstage import create_template
from golden_paths.portal.questions import read
from golden_paths.portal.release import Release
from golden_paths.portal.words import words_of

pytestmark = pytest.mark.slow
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
def whole(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return Releases(tmp_path_factory.mktemp("whole") / "template")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return few_files(tmp_path_factory.mktemp("few"))


@pytest.fixture(scope="module")
def secretive(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return with_a_secret(tmp_path_factory.mktemp("secretive"))


@pytest.fixture(scope="module")
def hosting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    with github(tmp_path_factory.mktemp("github")) as made:
        yield made


@pytest.fixture(scope="module")
def portal(
    module: Path,
    whole: Releases,
    releases: Releases,
    secretive: Releases,
    hosting: GitHub,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Backend]:
    """A backend with the exported templates, whose address is that of `releases`."""
    folder = tmp_path_factory.mktemp("backstage")
    allowed = [(releases, "1.0.0"), (releases, "2.0.0"), (whole, "1.0.0"), (secretive, "1.0.0")]
    config = config_with(folder, releases, allowed) | {"integrations": {"github": [hosting.integration]}}
    config["goldenPaths"]["repositories"] = [f"https://{HOST}/shop/"]
    with backend(module, folder / "backend", config, hosting.environment) as running:
        yield running


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
def test_a_dry_run_gives_what_copier_copy_gives(portal: Backend, whole: Releases, tmp_path: Path, name: str) -> None:
    answers = examples()[name]
    told = _rendered(portal, whole, answers)
    theirs = copy(tmp_path / "orders", answers, template=whole.folder)
    assert files_of(told) == {path: (theirs / path).read_bytes() for path in rendered_files(theirs)}
    executable = {each["path"] for each in told["directoryContents"] if each["executable"]}
    assert executable == {path for path in rendered_files(theirs) if os.access(theirs / path, os.X_OK)}


def test_answers_stay_the_text_they_are_and_stale_ones_change_nothing(portal: Backend, releases: Releases) -> None:
    answers = {"architecture": "serverless", "owner": "0123", "branch": "1e3", "description": "true"}
    stale = {"compute": "ec2", "domain": "api.example.com", "dev_account": "012345678901"}
    clean, with_stale = (_rendered(portal, releases, each) for each in (answers, answers | stale))
    stored = yaml.safe_load(files_of(clean)[".copier-answers.yml"])
    assert {name: stored[name] for name in answers} == answers
    assert files_of(with_stale) == files_of(clean)


def _rendered(portal: Backend, releases: Releases, answers: dict[str, Any]) -> Any:
    """A dry run of the template of an architecture without the steps that publish."""
    template = portal.entity("template", f"golden-path-{answers['architecture']}")
    template["spec"]["steps"][1:], template["spec"]["output"] = [], {}
    template["spec"]["steps"][0]["input"]["template"] = str(releases.folder)
    return portal.dry_run(template, {**answers, "repoUrl": f"{HOST}?owner=shop&repo=orders"})


def test_a_bad_answer_is_refused_with_400_and_the_name_of_its_question(portal: Backend) -> None:
    values = {"architecture": "serverless", "repoUrl": f"{HOST}?owner=shop&repo=never"}
    for name, value in {"project_name": "Orders", "owner": 123, "source": "svn"}.items():
        sent = {"templateRef": "template:default/golden-path-serverless", "values": values | {name: value}}
        status, told = portal.ask("/api/scaffolder/v2/tasks", sent)
        assert (status, [error["path"] for error in told["errors"]]) == (400, [[name]])
    # The validator of Backstage names no question below a condition.
    sent["values"] = values | {"accounts": "per-environment", "dev_account": "12"}
    assert portal.ask("/api/scaffolder/v2/tasks", sent)[0] == 400


def test_what_the_form_cannot_judge_fails_the_task_with_the_name_of_the_question(portal: Backend) -> None:
    values = {"architecture": "serverless", "accounts": "per-environment", "repoUrl": f"{HOST}?owner=shop&repo=never"}
    one = "123456789012"
    accounts = {"dev_account": one, "staging_account": one, "prod_account": one}
    task = portal.task("golden-path-serverless", values | accounts)
    assert task["status"] == "failed"
    assert "staging_account: " in task["log"]


def test_a_secret_is_in_no_log_and_no_file(portal: Backend, secretive: Releases, tmp_path: Path) -> None:
    questionnaire, address = read(secretive.folder), Release(str(secretive.folder), "1.0.0")
    made = create_template(questionnaire, "serverless", words_of(questionnaire, secretive.folder), address)
    made["spec"]["steps"][1:], made["spec"]["output"] = [], {}
    answers = {"architecture": "serverless", "repoUrl": f"{HOST}?owner=shop&repo=secret"}
    told = portal.dry_run(made, answers, {"api_key": SECRET})
    assert files_of(told)["README.md"].endswith(f"{len(SECRET)} letters".encode())
    assert b"api_key" not in files_of(told)[".copier-answers.yml"]
    assert SECRET not in portal.log + json.dumps(told)
    assert not [path for path, content in files_of(told).items() if SECRET.encode() in content]


def test_a_repository_is_created_registered_and_updated_by_a_pull_request(
    portal: Backend, releases: Releases, hosting: GitHub, tmp_path: Path
) -> None:
    answers = {"architecture": "serverless", "project_name": "orders", "source": "github", "branch": "main"}
    created = portal.task("golden-path-serverless", answers | {"repoUrl": f"{HOST}?owner=shop&repo=orders"})
    assert created["status"] == "completed", created["log"]
    [link] = created["output"]["links"]
    assert (link["title"], link["url"].endswith("/shop/orders.git")) == ("Repository", True)
    assert [each["title"] for each in created["output"]["text"]] == ["Next steps"]
    theirs = copy(tmp_path / "copier" / "orders", answers, template=releases.folder)
    assert _tree(hosting, "main", tmp_path / "created") == _state(theirs)
    team = tmp_path / "created"
    append(team / "README.md", "# of the team\n")
    append(team / "catalog-info.yaml", "# of the team\n")
    commit(team)
    git(team, "push", "--quiet", "origin", "main")
    keep_in_blocks(releases.folder, lambda block, path: path != "AGENTS.md")
    append(releases.folder / README, "# of v2\n")
    append(releases.folder / "templates" / "serverless" / "docs" / "new.md", "# new\n")
    releases.publish("v2.0.0")

    portal.entity("component", "orders")
    component = {"component": "component:default/orders"}
    conflict = "- README.md: you and the template changed the same lines"
    preview = portal.task("golden-path-update", component | {"preview": True})
    [shown] = preview["output"]["text"]
    assert shown["content"].startswith(f"v1.0.0 → v2.0.0: 4 files written, 1 removed\n\n**To review**\n\n{conflict}")
    assert (preview["status"], preview["output"]["links"], hosting.pulls) == ("completed", [], [])

    made = portal.task("golden-path-update", component | {"preview": False})
    assert made["status"] == "completed", made["log"]
    assert made["output"]["links"] == [{"title": "Pull request", "url": f"https://{HOST}/shop/orders/pull/1"}]
    assert made["output"]["text"] == [shown]
    [pull] = hosting.pulls
    assert (pull["base"], pull["head"]) == ("main", "shop:golden-path/v2.0.0")
    assert (pull["body"], pull["draft"]) == (shown["content"], True)
    assert program("update", team, sent={})[1]["conflicts"] == ["README.md"]
    assert _tree(hosting, "golden-path/v2.0.0", tmp_path / "updated") == _state(team)
    assert {"# of the team", "# of v2"} <= set((team / "README.md").read_text("utf-8").splitlines())
    assert (team / "catalog-info.yaml").read_text("utf-8").endswith("# of the team\n")
    assert not (team / "AGENTS.md").exists()

    # What people committed on the branch of a pull request is not written over.
    again = portal.task("golden-path-update", component | {"preview": False})
    assert again["status"] == "failed"
    assert "InputError: branch: golden-path/v2.0.0 is in the repository already" in again["log"]


def _tree(hosting: GitHub, branch: str, folder: Path) -> dict[str, tuple[bytes, bool]]:
    """The files of a branch, in a clone of it."""
    git(folder.parent, "clone", "--quiet", f"--branch={branch}", str(hosting.repository("orders")), str(folder))
    return _state(folder)


def _state(repository: Path) -> dict[str, tuple[bytes, bool]]:
    paths = {path: repository / path for path in rendered_files(repository)}
    return {name: (path.read_bytes(), os.access(path, os.X_OK)) for name, path in paths.items()}
