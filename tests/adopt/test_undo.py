"""What a copy or an adoption left is taken back by one command, and nothing else is."""

import pytest
from adopt.conftest import OF_THE_TEAM, Team, files
from forked import forked
from releases import commit, git
from updates.small_template import STACK, golden_paths, state, write

from golden_paths.adoption.adopt import undo
from golden_paths.project import Refused

OWN = ".golden-paths-own"


def copied(team: Team, *options: str) -> None:
    """What `copier copy` leaves: it stops at the first file that differs, unless an option says otherwise."""
    forked("copier", "copy", "--defaults", "--quiet", *options, team.template, ".", folder=team.repository)
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


def staged(team: Team, path: str) -> str:
    return git(team.repository, "show", f":{path}")


def test_what_is_staged_and_nowhere_else_stays_staged_and_is_named(team: Team) -> None:
    for path in ("README.md", "pipeline/source.py"):  # one is committed otherwise, one never was
        write(team.repository / path, "staged by the team\n")
    git(team.repository, "add", "--all")
    copied(team, "--overwrite")
    undone = undo(team.repository)
    assert undone.left == undone.staged == ("README.md", "pipeline/source.py")
    assert [staged(team, path) for path in undone.left] == ["staged by the team\n"] * 2
    assert "template" in team.text("README.md")
    assert team.text(STACK) == OF_THE_TEAM[STACK]
    told = golden_paths(team.repository, "adopt", team.template, "--undo").stdout
    assert "  README.md (git has something else staged)" in told
    assert "To bring back what is staged of one: git restore PATH" in told


def test_a_file_that_git_holds_in_conflict_is_left(team: Team) -> None:
    team.adopt(merge=(STACK,))
    git(team.repository, "checkout", "--quiet", "--theirs", STACK)  # as the template has it
    undone = undo(team.repository)
    assert (undone.left, undone.staged) == ((STACK,), ())
    assert f"AA {STACK}" in git(team.repository, "status", "--porcelain")


def test_a_mode_that_the_copy_changed_comes_back(team: Team) -> None:
    team.writes("run.sh", "echo\n")
    script = team.releases.folder / "template/run.sh"
    write(script, "echo\n")
    script.chmod(0o755)
    team.releases.publish("v1.1.0")
    copied(team, "--overwrite")
    (team.repository / "run.sh").chmod(0o755)
    assert "run.sh" in undo(team.repository).restored
    assert git(team.repository, "status", "--porcelain") == ""


def test_a_list_that_somebody_has_edited_is_left(team: Team) -> None:
    team.adopt()
    write(team.repository / OWN, team.text(OWN) + "/src/**\n")
    assert undo(team.repository).left == (OWN,)
    assert "/src/**" in team.text(OWN)


def test_a_list_that_is_committed_comes_back_as_it_was(team: Team) -> None:
    team.writes(OWN, "/notes.txt\n")
    before, held = state(team.repository), files(team.repository)
    team.adopt()
    assert team.text(OWN) != "/notes.txt\n"
    assert undo(team.repository).left == ()
    assert (state(team.repository), files(team.repository)) == (before, held)


def test_what_was_adopted_and_deleted_since_is_no_longer_staged(team: Team) -> None:
    before, held = state(team.repository), files(team.repository)
    team.adopt()
    (team.repository / "tool.lock").unlink()
    undo(team.repository)
    assert (state(team.repository), files(team.repository)) == (before, held)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["../elsewhere"], "template is ../elsewhere, and .copier-answers.yml"),
        (["--to", "v7.0.0"], "--to is v7.0.0, and .copier-answers.yml"),
        (["--data", "delivery=linear"], "--data delivery is linear, and .copier-answers.yml"),
        (["--keep", STACK], "--undo takes no --keep"),
    ],
)
def test_what_an_undo_would_not_look_at_is_refused(team: Team, words: list[str], told: str) -> None:
    team.adopt()
    done = golden_paths(team.repository, "adopt", *words, "--undo")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert (team.repository / ".copier-answers.yml").exists()


def test_what_the_answers_file_says_too_is_taken(team: Team) -> None:
    team.adopt()
    words = ("adopt", team.template, "--undo", "--to", "1.0.0", "--data", "delivery=canary")
    assert golden_paths(team.repository, *words).returncode == 0
