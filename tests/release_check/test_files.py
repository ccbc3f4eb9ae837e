"""A release that takes files from existing repositories is refused, with the file by its name."""

import shutil
from pathlib import Path

import pytest
from exports import ROOT, export_template
from release_check.conftest import changed, tell
from template_edits import new_file, replace, unshared_file
from tools import run

from release import rules
from release.history import releases
from release.version import Version, of_commit

OWNERSHIP = "questions/ownership.yml"
RUNBOOK = "docs/runbook.md"
LOGIC = "workload/service/runtime/orders/logic.py"
RETURNS = "tests/e2e/test_returns.py"


def seed_once(path: str) -> str:
    """The line of the ownership file that gives `path` to the team."""
    return f"  - \"{{% if _copier_operation == 'update' %}}/{path}{{% endif %}}\"\n"


def test_the_same_template_may_be_released_again(old: Version) -> None:
    assert rules.check(old, old) == []


def test_a_file_that_is_dropped_must_be_retired(old: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old, unshared_file(RUNBOOK))
    retire = replace(OWNERSHIP, "  # retired: ", f"  # retired: of\n  - /{RUNBOOK}\n  # ")
    retired = changed(tmp_path / "retired", new, retire)
    assert [reason.split(":")[0] for reason in rules.check(old, new)] == [RUNBOOK]
    assert rules.check(old, retired) == []


def test_a_file_of_the_team_does_not_become_managed(old: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old, replace(OWNERSHIP, seed_once(LOGIC), ""))
    (reason,) = rules.check(old, new)
    assert reason.startswith(f"{LOGIC}: was seed-once, is managed")


def test_a_new_file_that_would_never_arrive_is_refused(old: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old, new_file("templates/serverless/extensions/new.py"))
    (reason,) = rules.check(old, new)
    assert reason.startswith("extensions/new.py: is new below a folder that is extension")


def test_a_new_file_of_the_team_is_named_in_the_changelog(old: Version, tmp_path: Path) -> None:
    give = replace(OWNERSHIP, seed_once(LOGIC), seed_once(RETURNS) + seed_once(LOGIC))
    new = changed(tmp_path, old, new_file(f"templates/serverless/{RETURNS}"), give)
    told = changed(tmp_path / "told", new, tell(RETURNS))
    assert [reason.split(":")[0] for reason in rules.check(old, new)] == [RETURNS]
    assert rules.check(old, told) == []


def test_a_commit_that_is_not_there_is_refused_in_one_sentence() -> None:
    done = run(ROOT, "-m", "release", "--since", "nowhere")
    assert done.returncode == 1
    assert done.stdout == '"nowhere" is no commit of this repository; name one, for example --since v1.0.0\n'


@pytest.mark.slow
def test_the_working_tree_may_follow_the_last_release(tmp_path: Path) -> None:
    folder = export_template(tmp_path / "new")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    with of_commit(ROOT, releases()[-1].commit) as last:
        assert rules.check(last, Version(folder)) == []
