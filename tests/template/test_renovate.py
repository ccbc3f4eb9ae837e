"""Renovate opens the pull requests, and the check of a pull request judges what `copier update` did in it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import ROOT
from gates import make
from releases import Releases, commit, git
from rendering import ANSWERS_FILE, render

STACK = "pipeline/stack.py"
MINE = "# mine\n"
PROGRAM = f"{sys.executable} -m golden_paths.cli"


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((render() / "renovate.json").read_text("utf-8"))
    return loaded


def rule_for(settings: dict[str, Any], manager: str) -> dict[str, Any]:
    """What the file says for a manager, apart from what it switches off."""
    (rule,) = (
        each
        for each in settings["packageRules"]
        if manager in each.get("matchManagers", []) and each.get("enabled", True)
    )
    return {**settings, **rule}


def test_the_template_comes_in_one_pull_request_at_its_time(settings: dict[str, Any]) -> None:
    assert settings["copier"]["enabled"]
    template = rule_for(settings, "copier")
    assert template["groupName"] == "template"
    assert template["separateMajorMinor"] is False
    assert template["schedule"] != settings["schedule"]
    assert template["labels"] == ["template-update"]


def test_the_template_is_not_held_back_by_an_age_that_tags_do_not_have(settings: dict[str, Any]) -> None:
    assert settings["minimumReleaseAge"] == "7 days"
    assert rule_for(settings, "copier")["minimumReleaseAge"] is None


def test_nothing_is_merged_without_a_person(settings: dict[str, Any]) -> None:
    assert rule_for(settings, "copier")["automerge"] is False
    assert [rule for rule in settings["packageRules"] if rule.get("automerge")] == []


@pytest.mark.parametrize("manager", ["pep621", "npm"])
def test_packages_come_in_groups_apart_from_the_locks(settings: dict[str, Any], manager: str) -> None:
    rule = rule_for(settings, manager)
    assert rule["groupName"]
    assert "lockFileMaintenance" not in rule["matchUpdateTypes"]
    assert settings["lockFileMaintenance"] == {"enabled": True, "schedule": settings["schedule"]}


def test_the_tools_of_the_template_are_left_to_the_template(settings: dict[str, Any]) -> None:
    off = [rule for rule in settings["packageRules"] if rule.get("enabled") is False]
    assert any("dependency-groups" in rule.get("matchDepTypes", []) for rule in off)
    named = {name for rule in off for name in rule.get("matchPackageNames", [])}
    assert set(json.loads((render() / "package.json").read_text("utf-8"))["devDependencies"]) <= named


def test_copier_is_as_new_as_the_template_asks_for(settings: dict[str, Any]) -> None:
    line = next(
        line for line in (ROOT / "copier.yml").read_text("utf-8").splitlines() if line.startswith("_min_copier")
    )
    assert settings["constraints"]["copier"] == ">=" + line.split('"')[1]


def test_the_check_of_a_pull_request_runs_the_guard_and_the_gates() -> None:
    buildspec = yaml.safe_load((render() / "buildspecs/pull-request.yml").read_text("utf-8"))
    (command,) = buildspec["phases"]["build"]["commands"]
    assert command.split() == ["make", "--keep-going", "check-update", "check"]
    assert "on-failure" not in buildspec["phases"]["build"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Main, on which the team wrote a line, and a branch for the pull request; the template has a release more."""
    releases = Releases(tmp_path / "template")
    folder = releases.repository(tmp_path / "orders")
    (releases.folder / "LICENSE").write_text("another text, which is not rendered\n", "utf-8")
    releases.publish("v1.1.0")
    git(folder, "branch", "--move", "main")
    (folder / STACK).write_text((folder / STACK).read_text("utf-8") + MINE, "utf-8")
    commit(folder)
    git(folder, "switch", "--quiet", "--create", "pull-request")
    return folder


def checked(repository: Path) -> subprocess.CompletedProcess[str]:
    """The guard in a clone that knows no branch but that of the pull request; main moved on in the meantime."""
    commit(repository)
    git(repository, "switch", "--quiet", "main")
    (repository / "later.txt").write_text("came to main after the pull request began\n", "utf-8")
    commit(repository)
    clone = repository.with_name("clone")
    git(clone.parent, "clone", "--quiet", "--single-branch", "--branch=pull-request", str(repository), str(clone))
    return make(clone, "check-update", GOLDEN_PATHS=PROGRAM)


def pretend_an_update(repository: Path) -> None:
    for file in (ANSWERS_FILE, "catalog-info.yaml"):
        replace_in(repository / file, "v1.0.0", "v1.1.0")


def replace_in(file: Path, was: str, now: str) -> None:
    text = file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, now), "utf-8")


def give_up_every_line(repository: Path) -> None:
    (repository / STACK).write_text("", "utf-8")


def choose_another_answer(repository: Path) -> None:
    replace_in(repository / ANSWERS_FILE, "canary", "linear")


@pytest.mark.slow
@pytest.mark.parametrize("change", [give_up_every_line, choose_another_answer], ids=lambda change: change.__name__)
def test_a_pull_request_on_the_same_version_has_nothing_to_judge(
    repository: Path, change: Callable[[Path], None]
) -> None:
    change(repository)
    done = checked(repository)
    assert done.returncode == 0, done.stdout
    assert "no update to judge" in done.stdout


@pytest.mark.slow
def test_an_update_that_kept_every_line_is_green(repository: Path) -> None:
    pretend_an_update(repository)
    done = checked(repository)
    assert done.returncode == 0, done.stdout
    assert "nothing to review" in done.stdout


@pytest.mark.slow
def test_an_update_that_took_a_line_away_is_red(repository: Path) -> None:
    pretend_an_update(repository)
    (repository / STACK).write_text((repository / STACK).read_text("utf-8").removesuffix(MINE), "utf-8")
    done = checked(repository)
    assert done.returncode != 0
    assert f"{STACK}: lines of yours are gone" in done.stdout


@pytest.mark.slow
def test_a_base_that_nobody_knows_is_red(repository: Path) -> None:
    done = make(repository, "check-update", GOLDEN_PATHS=PROGRAM, BASE="origin/nowhere")
    assert done.returncode != 0
    assert "origin" in done.stdout
