"""The commands as a user types them: what they print, what they leave, with which exit code."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from exports import ROOT
from releases import commit, git
from updates.conftest import Story
from updates.small_template import TEXT, golden_paths, write

pytestmark = pytest.mark.slow
STACK = "pipeline/stack.py"
CHANGELOG = "# Changelog\n\n## 2.0.0\n\n- Better stages.\n\n## 1.0.0\n\n- The first one.\n"


def release(story: Story, line: str = "line 20 of the template, improved") -> None:
    story.template_writes(STACK, TEXT.replace("line 20 of the template", line))
    (story.releases.folder / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    story.releases.publish("v2.0.0")


def test_an_update_with_nothing_to_review_ends_with_0_and_says_what_changed(story: Story) -> None:
    release(story)
    done = golden_paths(story.repository, "update")
    assert done.returncode == 0, done.stderr
    assert "v1.0.0 → v2.0.0" in done.stdout
    assert f"\n  + {STACK}\n" in done.stdout
    assert "- Better stages." in done.stdout
    assert "- The first one." not in done.stdout
    assert "git reset --hard" in done.stdout


def test_an_update_to_review_ends_with_3_and_names_the_file_and_what_to_do(story: Story) -> None:
    story.user_writes(STACK, TEXT.replace("line 20 of the template", "mine"))
    release(story)
    done = golden_paths(story.repository, "update")
    assert done.returncode == 3
    assert f"{STACK}: you and the template changed the same lines: decide" in done.stdout


def test_a_preview_shows_the_change_and_touches_nothing(story: Story) -> None:
    release(story)
    done = golden_paths(story.repository, "preview", "--to", "2.0.0")
    assert done.returncode == 0, done.stderr
    assert "+line 20 of the template, improved" in done.stdout
    assert git(story.repository, "status", "--porcelain") == ""


def test_machines_get_json(story: Story) -> None:
    story.user_writes(STACK, "mine\n")
    story.template_drops(STACK)
    story.releases.publish("v2.0.0")
    told = json.loads(golden_paths(story.repository, "update", "--json").stdout)
    assert told["review"] is True
    assert [(each["kind"], each["path"]) for each in told["findings"]] == [("dropped", STACK)]


def test_an_answer_can_be_changed_on_the_same_version(story: Story) -> None:
    release(story)
    done = golden_paths(story.repository, "reconfigure", "delivery=linear")
    assert done.returncode == 0, done.stderr
    assert 'delivery: "linear"' in story.text(".copier-answers.yml")
    assert "improved" not in story.text(STACK)


@pytest.mark.parametrize(
    "words",
    [
        ["name=Tells who sent it", "delivery=linear"],
        ["name=Tells", "who", "sent", "it", "delivery=linear"],
        ["name=Tells who sent it delivery=linear"],
        ["'name=Tells who sent it' delivery=\"linear\""],
    ],
)
def test_an_answer_with_blanks_needs_no_quotes_of_its_own(story: Story, words: list[str]) -> None:
    done = golden_paths(story.repository, "reconfigure", *words)
    assert done.returncode == 0, done.stderr
    answers = story.text(".copier-answers.yml")
    assert 'name: "Tells who sent it"' in answers and 'delivery: "linear"' in answers


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("delivery=never", "delivery"),
        ("colour=red", '"colour" is no question'),
        ("delivery", "write NAME=VALUE"),
        ("", "write NAME=VALUE"),
    ],
)
def test_a_wrong_answer_is_refused_in_a_sentence_and_nothing_is_touched(
    story: Story, answer: str, sentence: str
) -> None:
    done = golden_paths(story.repository, "reconfigure", answer)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert git(story.repository, "status", "--porcelain") == ""


def test_a_version_that_does_not_exist_is_refused_with_those_that_do(story: Story) -> None:
    done = golden_paths(story.repository, "update", "--to", "v9.9.9")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "the latest releases are: v1.0.0" in done.stderr


def test_a_folder_that_is_no_repository_of_ours_is_refused(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    assert "There is no .copier-answers.yml" in golden_paths(tmp_path, "update").stderr


def test_the_templates_version_of_a_file_that_is_the_users_can_be_read(story: Story) -> None:
    story.user_writes("service/logic.py", "mine\n")
    story.template_writes("service/logic.py", "newer\n")
    story.releases.publish("v2.0.0")
    assert golden_paths(story.repository, "sample", "service/logic.py").stdout == "newer\n"


@pytest.mark.parametrize("lossy", [True, False])
def test_a_finished_update_of_plain_copier_gets_the_same_verdict(story: Story, lossy: bool) -> None:
    story.user_writes(STACK, TEXT.replace("line 7 of the template", "mine"))
    if lossy:
        story.template_drops(STACK)
    release(story) if not lossy else story.releases.publish("v2.0.0")
    copier = [sys.executable, "-m", "copier", "update", "--defaults", "--skip-answered", "--quiet"]
    assert subprocess.run(copier, cwd=story.repository, check=False, capture_output=True).returncode == 0
    commit(story.repository)
    done = golden_paths(story.repository, "check-update", "--base", "HEAD~1")
    assert done.returncode == (3 if lossy else 0)
    assert (f"{STACK}: lines of yours are gone" in done.stdout) is lossy


def test_a_fleet_report_says_who_is_behind_and_by_how_many_releases(story: Story, tmp_path: Path) -> None:
    release(story)
    story.releases.publish("v2.1.0")
    listed = tmp_path / "repositories.txt"
    listed.write_text(f"{story.repository}\n{tmp_path / 'nowhere'}\n", "utf-8")
    done = golden_paths(tmp_path, "fleet", str(listed), "--json")
    behind, nowhere = json.loads(done.stdout)
    assert (behind["version"], behind["latest"], behind["behind"]) == ("v1.0.0", "v2.1.0", 2)
    assert "There is no .copier-answers.yml" in nowhere["problem"]
    assert done.returncode == 3


# Each place where an update writes: the index, each file and folder, the record of the version.
@pytest.mark.parametrize("call", range(11))
def test_killed_at_any_step_one_command_brings_everything_back(story: Story, call: int) -> None:
    story.user_writes(STACK, TEXT.replace("line 20 of the template", "mine"))
    story.template_writes("new/file.py", "new\n")
    story.template_drops("pipeline/checks.py")
    release(story)
    # Given a program that is killed when it is about to write for the n-th time
    program = f"""
        import os, shutil, signal, sys
        from pathlib import Path
        from golden_paths import update
        folder, steps = Path.cwd(), []
        made = update.plan(folder)
        writes = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile")
        def killing(event, arguments):
            if event in writes and str(folder) in repr(arguments):
                steps.append(event)
                if len(steps) > {call}:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(killing)
        update.apply(folder, made)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, cwd=story.repository, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGKILL
    # When the person goes back
    assert ".golden" not in git(story.repository, "status", "--porcelain")
    (story.repository / ".git/index.lock").unlink(missing_ok=True)  # as git says it
    git(story.repository, "reset", "--hard", "--quiet")
    # Then it is as it was, and the update can be made again
    assert git(story.repository, "status", "--porcelain", "--ignored") == ""
    assert (story.repository / "pipeline/checks.py").exists()
    assert golden_paths(story.repository, "update").returncode == 3


def test_ignored_files_are_left_alone_by_the_way_back(story: Story) -> None:
    write(story.repository / "mine.local", "mine")
    release(story)
    golden_paths(story.repository, "update")
    git(story.repository, "reset", "--hard", "--quiet")
    assert story.text("mine.local") == "mine"
