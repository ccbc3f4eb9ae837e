"""A repository that has code gets what it has not, keeps what it has, and one command takes everything back."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from adopt.conftest import OF_THE_TEAM, Team, files
from releases import commit, git
from updates.small_template import FILES, STACK, TEXT, state, write

from golden_paths.adoption.adopt import adopt, shown_difference
from golden_paths.adoption.compare import Choice, Standing
from golden_paths.project import Refused, origin_of


def test_a_plan_says_what_would_be_new_equal_and_different_and_whose_and_writes_nothing(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    planned = team.plan()
    standings = {file.path: file.standing for file in planned.compared}
    assert {path for path, each in standings.items() if each is Standing.DIFFERENT} == {
        "README.md",
        STACK,
        "service/logic.py",
    }
    assert standings["pipeline/checks.py"] is Standing.EQUAL
    assert standings["pipeline/source.py"] is Standing.NEW
    owners = {file.path: file.owner for file in planned.compared}
    assert (owners[STACK], owners["service/logic.py"], owners["tool.lock"]) == ("managed", "seed-once", "kept")
    assert owners["extensions/stages.py"] == "extension"
    stack = next(file for file in planned.compared if file.path == STACK)
    assert (stack.added, stack.removed, stack.choice) == (30, 1, Choice.UNDECIDED)
    assert planned.needs_review
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_everything_of_the_team_stays_as_it_is_and_what_is_missing_comes(team: Team) -> None:
    team.adopt()
    after = files(team.repository)
    assert {path: after[path].decode() for path in OF_THE_TEAM} == OF_THE_TEAM
    assert after["pipeline/source.py"].decode() == FILES["pipeline/source.py"]
    assert origin_of(team.repository).version == "v1.0.0"
    assert origin_of(team.repository).template == team.template
    assert "src/main.py" not in git(team.repository, "diff", "--cached", "--name-only")
    assert git(team.repository, "diff", "--name-only") == ""


def test_what_is_named_is_taken_and_nothing_else(team: Team) -> None:
    team.adopt(take=(STACK,), keep=("README.md",))
    assert team.text(STACK) == TEXT
    assert team.text("README.md") == OF_THE_TEAM["README.md"]
    assert team.text("service/logic.py") == OF_THE_TEAM["service/logic.py"]
    assert team.text(".golden-paths-own").splitlines()[2:] == ["/README.md"]


def test_a_merge_has_both_between_markers_and_git_knows_the_conflict(team: Team) -> None:
    team.adopt(merge=(STACK,))
    assert team.text(STACK) == f"<<<<<<< yours\n{OF_THE_TEAM[STACK]}=======\n{TEXT}>>>>>>> template-v1.0.0\n"
    assert f"AA {STACK}" in git(team.repository, "status", "--porcelain")


def test_one_git_command_brings_everything_back(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    team.adopt(take=("README.md",), merge=(STACK,))
    assert state(team.repository) != before
    git(team.repository, "reset", "--hard", "--quiet")
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_a_file_that_the_team_ignores_is_committed_when_the_template_brings_it(team: Team) -> None:
    team.writes(".gitignore", "*.png\nextensions/\n")
    team.adopt()
    commit(team.repository)
    assert {"logo.png", "extensions/stages.py"} <= {*git(team.repository, "ls-files").split()}


def test_files_with_windows_line_ends_are_no_change_after_it(team: Team) -> None:
    team.writes("notes.txt", b"one\r\ntwo\r\n")
    write(team.releases.folder / "template/.gitattributes", "* text=auto eol=lf\n")
    team.releases.publish("v1.1.0")
    team.adopt()
    commit(team.repository)
    assert (team.repository / "notes.txt").read_bytes() == b"one\r\ntwo\r\n"
    assert git(team.repository, "status", "--porcelain") == ""


def test_a_lock_is_left_out_where_what_it_locks_stays_the_teams(team: Team) -> None:
    for path, text in (("pyproject.toml", "[project]\n"), ("uv.lock", "version = 1\n")):
        write(team.releases.folder / "template" / path, text)
    team.releases.publish("v1.1.0")
    team.writes("pyproject.toml", "[tool.ours]\n")
    standings = {file.path: file.standing for file in team.plan().compared}
    assert standings["uv.lock"] is Standing.LEFT_OUT
    taken = {file.path: file.standing for file in team.plan(take=("pyproject.toml",)).compared}
    assert taken["uv.lock"] is Standing.NEW
    team.adopt()
    assert not (team.repository / "uv.lock").exists()
    assert "/uv.lock" in team.text(".golden-paths-own")


def test_a_write_that_fails_is_taken_back(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    before, held = state(team.repository), files(team.repository)
    planned = team.plan(take=(STACK,))
    really = shutil.copyfile

    def copyfile(source: Path, target: Path, **options: Any) -> Path:
        if str(target).endswith("tool.lock"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        return really(source, target, **options)

    monkeypatch.setattr(shutil, "copyfile", copyfile)
    with pytest.raises(Refused, match="The adoption cannot be written, so nothing of it was done: No space left"):
        adopt(team.repository, planned)
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_what_is_saved_meanwhile_is_not_overwritten(team: Team) -> None:
    planned = team.plan(take=(STACK,))
    write(team.repository / STACK, "saved meanwhile\n")
    with pytest.raises(Refused):
        adopt(team.repository, planned)
    assert team.text(STACK) == "saved meanwhile\n"
    assert not (team.repository / ".copier-answers.yml").exists()


def test_the_difference_of_one_file_is_shown_before_anything_is_decided(team: Team) -> None:
    shown = shown_difference(team.repository, team.template, STACK).decode()
    assert "-the stack of the team\n" in shown
    assert "+line 7 of the template\n" in shown
    assert "src/main.py" not in shown


def test_a_list_that_the_team_has_already_is_added_to_and_shown(team: Team) -> None:
    team.writes(".golden-paths-own", f"# Ours.\n/src/**\n/{STACK}\n")
    shown = team.plan(take=(STACK,)).beside[".golden-paths-own"]
    assert shown.endswith(f"it lists: /src/**, /README.md; new: /README.md; deleted: /{STACK}")
    team.adopt(take=(STACK,))
    assert team.text(".golden-paths-own") == "# Ours.\n/src/**\n/README.md\n"


def test_a_file_that_is_new_is_shown_whole(team: Team) -> None:
    shown = shown_difference(team.repository, team.template, "extensions/stages.py").decode()
    assert "new file mode" in shown
    assert "+extension\n" in shown


def test_a_file_that_git_does_not_look_at_is_told_as_what_the_adoption_changes(team: Team) -> None:
    git(team.repository, "update-index", "--assume-unchanged", STACK)
    write(team.repository / STACK, "saved, and git does not look\n")
    planned = team.plan(take=(STACK,))
    with pytest.raises(Refused, match=f"{STACK} is not as it is committed, and the adoption changes it"):
        adopt(team.repository, planned)
    assert team.text(STACK) == "saved, and git does not look\n"
