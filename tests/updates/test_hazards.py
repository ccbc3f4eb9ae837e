"""Where a plain `copier update` loses something and ends with exit code 0, and what happens here instead."""

import os
from pathlib import Path

import pytest
from releases import commit, git
from rendering import copy
from updates.conftest import Story
from updates.small_template import FILES, IMAGE, TEXT, write

from golden_paths.findings import Finding, Kind, need_review
from golden_paths.project import Refused
from golden_paths.update import Update, plan

STACK = "pipeline/stack.py"
EDITED = TEXT.replace("line 7 ", "line 7, mine, ")
IMPROVED = TEXT.replace("line 20 ", "line 20, improved, ")


def kinds(update: Update) -> dict[str, Kind]:
    return {finding.path: finding.kind for finding in update.findings}


def test_changes_of_both_sides_in_different_lines_are_merged_and_need_no_review(story: Story) -> None:
    story.user_writes(STACK, EDITED)
    story.template_writes(STACK, IMPROVED)
    assert not need_review(story.update().findings)
    assert "line 7, mine," in story.text(STACK)
    assert "line 20, improved," in story.text(STACK)


def test_changes_of_both_sides_in_one_line_stand_between_markers_and_git_knows_it(story: Story) -> None:
    story.user_writes(STACK, EDITED)
    story.template_writes(STACK, TEXT.replace("line 7 ", "line 7, theirs, "))
    assert kinds(story.update()) == {STACK: Kind.CONFLICT}
    assert "<<<<<<< " in story.text(STACK)
    assert "line 7, mine," in story.text(STACK)
    assert "line 7, theirs," in story.text(STACK)
    assert f"UU {STACK}" in git(story.repository, "status", "--porcelain")


def test_an_edited_file_that_the_template_drops_is_kept_and_named(story: Story) -> None:
    story.user_writes(STACK, EDITED)
    story.template_drops(STACK)
    assert kinds(story.update()) == {STACK: Kind.DROPPED}
    assert story.text(STACK) == EDITED


def test_a_file_that_nobody_edited_goes_with_the_template(story: Story) -> None:
    story.template_drops(STACK)
    assert not story.update().findings
    assert not (story.repository / STACK).exists()


@pytest.mark.parametrize("edited", [True, False])
def test_a_retired_file_stays_only_where_somebody_edited_it(story: Story, edited: bool) -> None:
    if edited:
        story.user_writes(STACK, EDITED)
    story.template_drops(STACK)
    owners = story.releases.folder / "questions" / "ownership.yml"
    retired = "  # retired: left the template.\n"
    owners.write_text(owners.read_text("utf-8").replace(retired, f"{retired}  - /{STACK}\n"), "utf-8")
    assert kinds(story.update()) == ({STACK: Kind.DROPPED} if edited else {})
    assert (story.repository / STACK).exists() is edited


def test_edits_go_along_when_the_template_renames_a_file(story: Story) -> None:
    story.user_writes(STACK, EDITED)
    story.template_drops(STACK)
    story.template_writes("pipeline/stages.py", IMPROVED)
    made = story.update()
    assert made.findings == (Finding(Kind.MOVED, STACK, "pipeline/stages.py"),)
    assert "line 7, mine," in story.text("pipeline/stages.py")
    assert not (story.repository / STACK).exists()


def test_an_improvement_reaches_a_file_that_the_user_moved(story: Story) -> None:
    git(story.repository, "mv", STACK, "pipeline/mine.py")
    commit(story.repository)
    story.template_writes(STACK, IMPROVED)
    assert not story.update().findings
    assert "line 20, improved," in story.text("pipeline/mine.py")


def test_an_improvement_of_a_file_that_the_user_deleted_is_named_and_brings_nothing_back(story: Story) -> None:
    git(story.repository, "rm", "--quiet", STACK)
    commit(story.repository)
    story.template_writes(STACK, IMPROVED)
    made = story.update()
    assert kinds(made) == {STACK: Kind.ABSENT}
    assert not need_review(made.findings)
    assert not (story.repository / STACK).exists()


def test_a_file_of_the_user_that_a_new_file_meets_is_kept_and_named(story: Story) -> None:
    story.user_writes("pipeline/quality.py", "mine\n")
    story.template_writes("pipeline/quality.py", "theirs\n")
    assert kinds(story.update()) == {"pipeline/quality.py": Kind.MET}
    assert story.text("pipeline/quality.py") == "mine\n"


def test_a_file_that_git_ignores_is_never_overwritten(story: Story) -> None:
    write(story.repository / "settings.local", "a secret of mine")
    story.template_writes("settings.local", "theirs\n")
    assert kinds(story.update()) == {"settings.local": Kind.MET}
    assert story.text("settings.local") == "a secret of mine"


@pytest.mark.parametrize(("mine", "theirs"), [("docs", "docs/guide.md"), ("docs/mine.md", "docs")])
def test_a_folder_never_takes_the_place_of_a_file_of_the_user_nor_the_other_way_round(
    story: Story, mine: str, theirs: str
) -> None:
    story.user_writes(mine, "mine\n")
    story.template_writes(theirs, "theirs\n")
    assert kinds(story.update()) == {theirs: Kind.MET}
    assert story.text(mine) == "mine\n"


def test_a_binary_file_that_both_changed_stays_the_users_and_is_named(story: Story) -> None:
    story.user_writes("logo.png", IMAGE + b"mine")
    story.template_writes("logo.png", IMAGE + b"theirs")
    assert kinds(story.update()) == {"logo.png": Kind.BINARY}
    assert (story.repository / "logo.png").read_bytes() == IMAGE + b"mine"


def test_an_answer_that_is_no_choice_any_more_is_refused_and_nothing_is_touched(story: Story) -> None:
    questions = story.releases.folder / "questions/answers.yml"
    questions.write_text(
        questions.read_text("utf-8").replace("[canary, linear], default: canary", "[linear, steps], default: steps")
    )
    with pytest.raises(Refused, match="canary"):
        story.update()
    assert git(story.repository, "status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["service/logic.py", "extensions/stages.py"])
def test_files_that_are_the_users_from_day_one_are_never_touched(story: Story, path: str) -> None:
    story.user_writes(path, "mine\n")
    story.template_writes(path, FILES[path] + "improved\n")
    assert not story.update().findings
    assert story.text(path) == "mine\n"


def test_a_lock_that_the_user_never_changed_is_the_templates_and_another_one_stays(story: Story) -> None:
    story.template_writes("tool.lock", "locked = 2\n")
    story.update()
    assert story.text("tool.lock") == "locked = 2\n"
    commit(story.repository)
    story.user_writes("tool.lock", "locked = mine\n")
    story.template_writes("tool.lock", "locked = 3\n")
    story.releases.publish("v3.0.0")
    assert plan(story.repository).files["tool.lock"] == plan(story.repository).mine["tool.lock"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_a_mode_that_the_user_set_stays(story: Story) -> None:
    (story.repository / STACK).chmod(0o755)
    commit(story.repository)
    story.template_writes(STACK, IMPROVED)
    story.update()
    assert os.access(story.repository / STACK, os.X_OK)
    assert story.text(STACK) == IMPROVED


def test_a_tree_with_uncommitted_work_is_refused(story: Story) -> None:
    write(story.repository / "new.py", "mine\n")
    with pytest.raises(Refused, match=r"new\.py is not committed"):
        story.update()


def test_a_step_back_is_refused(story: Story) -> None:
    story.update()
    commit(story.repository)
    with pytest.raises(Refused, match=r"newer than v1\.0\.0"):
        plan(story.repository, to="1.0.0")


def test_a_step_back_from_a_commit_after_a_release_is_refused_and_one_to_the_next_release_is_not(
    story: Story, tmp_path: Path
) -> None:
    write(story.releases.folder / "template" / "later.py", "later\n")
    commit(story.releases.folder)
    copied = copy(tmp_path / "later", template=story.releases.folder, vcs_ref="HEAD")
    git(copied, "init", "--quiet")
    commit(copied)
    with pytest.raises(Refused, match=r"newer than v1\.0\.0"):
        plan(copied)
    story.releases.publish("v2.0.0")
    assert plan(copied).version == "v2.0.0"


def test_an_update_without_a_change_leaves_a_clean_tree_and_a_second_one_too(story: Story) -> None:
    story.template_writes(STACK, IMPROVED)
    story.update()
    commit(story.repository)
    assert plan(story.repository).changes_nothing


def test_one_git_command_goes_back_even_with_conflict_markers_in_the_makefile(story: Story, tmp_path: Path) -> None:
    story.user_writes(STACK, EDITED)
    story.user_writes("README.md", "mine\n")
    before = {path: (story.repository / path).read_bytes() for path in ("README.md", STACK)}
    story.template_writes("README.md.jinja", "theirs\n")
    story.template_writes("new/file.py", "new\n")
    story.template_writes(STACK, TEXT.replace("line 7 ", "line 7, theirs, "))
    story.update()
    assert (story.repository / "new/file.py").exists()
    git(story.repository, "reset", "--hard", "--quiet")
    assert git(story.repository, "status", "--porcelain") == ""
    assert {path: (story.repository / path).read_bytes() for path in before} == before
    assert not (story.repository / "new").exists()
