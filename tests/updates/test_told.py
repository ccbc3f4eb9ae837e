"""What a command says, where the reader cannot show it, has gone, or has no room: the exit code stays true."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from exports import ROOT
from releases import commit, git
from updates.conftest import Story
from updates.small_template import TEXT

pytestmark = pytest.mark.slow
STACK = "pipeline/stack.py"
PROGRAM = (sys.executable, "-m", "golden_paths.cli")


@pytest.fixture
def improved(story: Story) -> Story:
    story.template_writes(STACK, TEXT + "improved\n")
    story.releases.publish("v2.0.0")
    return story


def shell(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """`sh -c script` in `folder`, where "$@" is the program."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = ["sh", "-c", script, "sh", *PROGRAM]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


def is_updated(story: Story) -> bool:
    return "improved" in story.text(STACK) and "v2.0.0" in story.text(".copier-answers.yml")


@pytest.mark.parametrize(
    "variables",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}],
    ids=lambda each: next(iter(each.values())),
)
def test_a_terminal_without_utf_8_gets_other_characters(improved: Story, variables: dict[str, str]) -> None:
    done = shell(improved.repository, '"$@" update', **variables)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"v1.0.0 -> v2.0.0" in done.stdout or "v1.0.0 → v2.0.0".encode() in done.stdout
    assert is_updated(improved)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    ("name", "shown"), [(b"r\xe9sum\xe9.md", b"r\\xe9sum\\xe9.md"), (b"two\nlines.md", b'"two\\nlines.md"')]
)
def test_a_name_that_is_no_utf_8_or_has_a_line_end_is_told_in_one_line(
    improved: Story, name: bytes, shown: bytes
) -> None:
    # Given a file of the user that must be named: the template dropped what it was
    git(improved.repository, "mv", "pipeline/checks.py", os.fsdecode(name))
    commit(improved.repository)
    improved.template_drops("pipeline/checks.py")
    improved.releases.publish("v3.0.0")
    done = shell(improved.repository, '"$@" update', PYTHONIOENCODING="utf-8:strict")
    assert (done.returncode, done.stderr) == (3, b"")
    assert b"\n  " + shown + b": the template dropped or renamed this file" in done.stdout


@pytest.mark.parametrize("script", ['"$@" update >&-', '"$@" update >&- 2>&-', '"$@" update <&- >&- 2>&-'])
def test_closed_streams_are_no_reason_to_fail_or_to_write_into_a_file_of_the_repository(
    improved: Story, script: str
) -> None:
    assert shell(improved.repository, script).returncode == 0
    assert is_updated(improved)
    changed = git(improved.repository, "status", "--porcelain").splitlines()
    assert changed == ["M  .copier-answers.yml", f"M  {STACK}"]


def test_a_reader_that_goes_away_changes_neither_the_update_nor_the_exit_code(improved: Story) -> None:
    for number in range(2000):
        improved.template_writes(f"docs/a-page-with-a-long-name-{number}.md", "page\n")
    improved.releases.publish("v3.0.0")
    done = shell(improved.repository, '{ "$@" update; echo $? >&2; } | head -n 1')
    assert done.stderr == b"0\n"
    assert "v3.0.0" in improved.text(".copier-answers.yml")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(("command", "code"), [("update", 3), ("preview", 1), ("sample README.md", 1)])
def test_output_that_has_no_room_is_said_in_a_sentence(improved: Story, command: str, code: int) -> None:
    done = shell(improved.repository, f'"$@" {command} >/dev/full')
    assert done.returncode == code
    assert done.stderr == b"The result cannot be written to standard output: No space left on device\n"
    assert is_updated(improved) is (command == "update")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_the_report_over_a_fleet_says_so_too_and_its_reader_may_go_away(improved: Story) -> None:
    full = shell(improved.repository, 'pwd | "$@" fleet - >/dev/full')
    assert (full.returncode, full.stderr.splitlines()[-1][:31]) == (1, b"The result cannot be written to")
    gone = shell(improved.repository, '{ pwd | "$@" fleet -; echo $? >&2; } | true')
    assert gone.stderr.splitlines()[-1] == b"0"
