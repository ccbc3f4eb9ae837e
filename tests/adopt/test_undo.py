"""What a copy or an adoption left is taken back by one command, and nothing else is."""

import subprocess
import sys

import pytest
from adopt.conftest import OF_THE_TEAM, Team, files
from releases import commit, git
from updates.small_template import STACK, golden_paths, state, write

from golden_paths.adoption.adopt import undo
from golden_paths.project import Refused


def copied(team: Team, *options: str) -> None:
    """What `copier copy` leaves: it stops at the first file that differs, unless an option says otherwise."""
    command = [sys.executable, "-m", "copier", "copy", "--defaults", "--quiet", *options, team.template, "."]
    subprocess.run(command, cwd=team.repository, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert "??" in git(team.repository, "status", "--porcelain")


def half_copied(team: Team) -> None:
    """The same, where the answers file is among what was written."""
    copied(team, "--overwrite")
    git(team.repository, "checkout", "--quiet", ".")
    (team.repository / "tool.lock").unlink()


def test_half_of_a_copy_is_taken_back_with_its_folders(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    half_copied(team)
    assert (team.repository / "extensions/stages.py").exists()
    undone = undo(team.repository)
    assert (undone.restored, undone.left) == ((), ())
    assert (state(team.repository), files(team.repository)) == (before, held)
    assert not (team.repository / "extensions").exists()


def test_a_copy_that_stopped_before_its_answers_file_is_taken_back_with_the_name_of_the_template(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    copied(team)
    assert state(team.repository) != before
    assert undo(team.repository, team.template).left == ()
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_what_a_copy_overwrote_comes_back_from_the_last_commit(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    copied(team, "--overwrite")
    assert team.text(STACK) != OF_THE_TEAM[STACK]
    undone = undo(team.repository)
    assert undone.restored == ("README.md", STACK, "service/logic.py")
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_what_somebody_made_of_a_file_since_stays_and_is_named(team: Team) -> None:
    copied(team, "--overwrite")
    write(team.repository / "pipeline/source.py", "mine since\n")
    write(team.repository / STACK, "mine since\n")
    write(team.repository / "notes.txt", "mine\n")
    undone = undo(team.repository)
    assert undone.left == ("pipeline/source.py", STACK)
    assert team.text("pipeline/source.py") == team.text(STACK) == "mine since\n"
    assert team.text("notes.txt") == "mine\n"
    assert not (team.repository / "tool.lock").exists()


def test_a_file_of_the_team_that_was_the_same_all_along_stays(team: Team) -> None:
    half_copied(team)
    undo(team.repository)
    assert team.text("pipeline/checks.py") == OF_THE_TEAM["pipeline/checks.py"]


def test_an_adoption_is_taken_back_too_and_its_answers_can_be_given_again(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    team.adopt(take=(STACK,))
    undone = undo(team.repository)
    assert (state(team.repository), files(team.repository)) == (before, held)
    again = golden_paths(
        team.repository, "adopt", team.template, "--defaults", "--data-file", str(undone.answers), "--write"
    )
    assert again.returncode == 3, again.stderr
    assert (team.repository / ".copier-answers.yml").exists()


def test_what_is_committed_is_not_undone(team: Team) -> None:
    team.adopt()
    commit(team.repository)
    held = files(team.repository)
    with pytest.raises(Refused, match="git revert takes a commit back"):
        undo(team.repository)
    assert files(team.repository) == held


def test_where_nothing_was_copied_there_is_nothing_to_undo(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    with pytest.raises(Refused, match=r"There is no \.copier-answers\.yml here"):
        undo(team.repository)
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_a_copy_that_is_half_done_is_told_of_before_the_next_adoption(team: Team) -> None:
    half_copied(team)
    done = golden_paths(team.repository, "adopt", team.template, "--defaults")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "golden-paths adopt --undo" in done.stderr
    assert golden_paths(team.repository, "adopt", "--undo").returncode == 0
    assert git(team.repository, "status", "--porcelain") == ""
