"""Who must review a change of the pipeline: a file where the provider reads it, and what makes it binding."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from releases import Releases, commit, update
from rendering import render, render_answers, rendered_files
from variants import VARIANTS, each_variant

TEAM = {"owner": "checkout"}
# Where each provider reads the file, a repository of it, and its way to write the owner.
PROVIDERS = {
    "github": (".github/CODEOWNERS", "example-shop/tickets", "@example-shop/checkout"),
    "gitlab": (".gitlab/CODEOWNERS", "example-shop/backend/tickets", "@example-shop/backend"),
    "bitbucket": (".bitbucket/CODEOWNERS", "exampleshop/tickets", "@exampleshop/checkout"),
}
BINDING = {
    "github": "*Require review from Code Owners*",
    "gitlab": "*Code owner approval*",
    "bitbucket": "*Prevent a merge with unresolved merge checks*",
    "azure-devops": "*Automatically included reviewers*",
    "codecommit": "create-approval-rule-template",
    "s3": "whoever may write to the source bucket",
}
GUARDED = {
    *("/pipeline/", "/buildspecs/", "/security/", "/settings/", "/environments.py", "/project.py", "/Makefile"),
    # What runs with the right to deploy comes from these, and what tests a deployment.
    *("/package-lock.json", "/uv.lock", "/workload/deploy.py", "/tests/integration/", "/tests/e2e/"),
    # And what a deployment may do, and what stages after Build run.
    *("/workload/kept_data.py", "/workload/data_types.py", "/workload/planned.py", "/stage_packages.py"),
}


def rules(file: Path) -> dict[str, str]:
    """The owner of each path."""
    lines = (line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    found = [line.split(" ") for line in lines]
    assert len(found) == len({path for path, _ in found}), "a path has two owners"
    return dict(found)


@pytest.mark.parametrize("source", PROVIDERS)
def test_the_file_is_where_its_provider_reads_it_and_nowhere_else(source: str) -> None:
    path, repository, owner = PROVIDERS[source]
    rendered = render_answers(TEAM, source=source, repository=repository)
    assert [name for name in rendered_files(rendered) if name.endswith("CODEOWNERS")] == [path]
    owners = rules(rendered / path)
    assert set(owners.values()) == {owner}
    assert GUARDED | {f"/{path}"} <= owners.keys()


@pytest.mark.parametrize("source", ["azure-devops", "codecommit", "s3"])
def test_there_is_no_file_where_nobody_would_read_it(source: str) -> None:
    names = rendered_files(render_answers(source=source))
    assert [name for name in names if "CODEOWNERS" in name or name == ".jinja"] == []


@each_variant
def test_what_the_gate_of_equivalence_compares_has_owners_where_there_is_one(variant: str) -> None:
    compared = {"/cbl/", "/cpy/", "/jobs/", "/cobol.toml", "/tests/equivalence/"}
    owned = rules(render(VARIANTS[variant]) / ".github/CODEOWNERS").keys()
    assert compared & owned == (compared if variant == "mainframe-modernization" else set())


@each_variant
def test_every_path_in_it_exists(variant: str) -> None:
    repository = render(VARIANTS[variant])
    paths = rules(repository / ".github/CODEOWNERS")
    assert [path for path in paths if not (repository / path.removeprefix("/")).exists()] == []
    assert [path for path in paths if (repository / path.removeprefix("/")).is_dir() != path.endswith("/")] == []


@pytest.mark.parametrize("source", BINDING)
def test_the_readme_says_what_makes_a_review_binding(source: str) -> None:
    text = (render_answers(source=source) / "README.md").read_text("utf-8")
    section = text.partition("## Who reviews a change of the pipeline\n")[2].partition("\n## ")[0]
    assert BINDING[source] in section
    others = {name: words for name, words in BINDING.items() if name != source}
    assert [name for name, words in others.items() if words in section] == []


@pytest.mark.parametrize("architecture", ["serverless", "mainframe-modernization"])
def test_a_policy_of_azure_devops_names_the_paths_that_others_have_in_the_file(architecture: str) -> None:
    text = (render_answers(architecture=architecture, source="azure-devops") / "README.md").read_text("utf-8")
    named = "".join(re.findall(r"^ {7}(/\S+)$", text, re.MULTILINE)).split(";")
    others = rules(render_answers(architecture=architecture) / ".github/CODEOWNERS").keys() - {"/.github/CODEOWNERS"}
    # A wildcard stands for what is in a folder; and the file that says what is checked has a reviewer.
    assert {path.removesuffix("*") for path in named} == others | {"/azure-pipelines.yml"}
    assert [path for path in named if path.endswith("/")] == []


def test_azure_pipelines_runs_what_codebuild_runs_for_others() -> None:
    rendered = render(source="azure-devops")
    text = (rendered / "README.md").read_text("utf-8")
    (written,) = re.findall(r"^ {7}trigger: none.*?(?=\n\n)", text, re.MULTILINE | re.DOTALL)
    theirs = yaml.safe_load(written)
    ours = yaml.safe_load((rendered / "buildspecs/pull-request.yml").read_text("utf-8"))["phases"]
    checkout, python, check = theirs["steps"]
    assert [check["script"]] == ours["build"]["commands"]
    assert python["inputs"]["versionSpec"] == ours["install"]["runtime-versions"]["python"]
    # Without the whole history there is nothing to compare an update of the template with.
    assert checkout == {"checkout": "self", "fetchDepth": 0}


def in_place_of(owner: str, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace(PROVIDERS["github"][2], owner), "utf-8")


@pytest.fixture
def edited(tmp_path: Path, small_releases: Releases) -> Path:
    """A repository whose team wrote the real owner into the file, before the template changed its own."""
    answers: dict[str, Any] = {**TEAM, "repository": PROVIDERS["github"][1]}
    repository = small_releases.repository(tmp_path / "tickets", **answers)
    in_place_of("@ada", repository / ".github/CODEOWNERS")
    commit(repository)
    with (small_releases.folder / "partials" / "CODEOWNERS").open("a", encoding="utf-8") as partial:
        partial.write("/docs/ {= code_owner =}\n")
    small_releases.publish("v1.1.0")
    return repository


def test_an_update_leaves_the_owner_that_the_team_wrote(edited: Path) -> None:
    assert update(edited) == [" M .copier-answers.yml", " M catalog-info.yaml"]
    assert set(rules(edited / ".github/CODEOWNERS").values()) == {"@ada"}


def test_a_source_that_moves_gets_its_file(edited: Path) -> None:
    status = update(edited, source="gitlab", repository=PROVIDERS["gitlab"][1])
    assert "?? .gitlab/" in status
    assert set(rules(edited / ".gitlab/CODEOWNERS").values()) == {PROVIDERS["gitlab"][2]}
    # Whoever reads the change sees it go: git has what the team wrote.
    assert " D .github/CODEOWNERS" in status
