"""What a person reads of an adoption, and a machine."""

import json
import sys
from pathlib import Path

import pexpect
import pytest
from adopt.conftest import OF_THE_TEAM, Team
from exports import ROOT
from releases import git
from terminal import ENVIRONMENT
from updates.small_template import STACK, TEXT, golden_paths, state, write

from golden_paths.adoption.compare import Standing
from golden_paths.adoption.line_ends import COMMITTED_WITH_CRLF
from golden_paths.adoption.meaning import BESIDE, MEANINGS, OTHERWISE
from golden_paths.adoption.told import lines


def test_the_screen_is_80_columns_wide_and_ends_with_the_command_that_writes(team: Team) -> None:
    before = state(team.repository)
    done = golden_paths(team.repository, "adopt", team.template, "--defaults", "--data", "delivery=linear")
    assert (done.returncode, done.stderr) == (3, "")
    address = [line for line in done.stdout.splitlines() if team.template in line]
    assert max(len(line) for line in done.stdout.splitlines() if line not in address) <= 80
    assert "v1.0.0: 6 new, 1 equal, 3 different" in done.stdout
    assert f"  {STACK} (managed): 30 lines only the template's, 1 only yours" in done.stdout
    assert "Nothing is written." in done.stdout
    words = done.stdout.split("leave what is yours:\n")[1].split("\n\n")[0].replace("\\\n", " ").split()
    assert words == [
        *("uvx", "--from", f"git+{team.releases.folder.as_uri()}", "golden-paths", "adopt", team.template),
        *("--data", "delivery=linear", "--defaults", "--write"),
    ]
    assert state(team.repository) == before
    again = golden_paths(team.repository, *words[4:])
    assert again.returncode == 3
    assert 'delivery: "linear"' in team.text(".copier-answers.yml")
    assert "To go back, with nothing lost: git reset --hard" in again.stdout


def test_nothing_is_left_to_review_where_everything_is_decided(team: Team) -> None:
    words = [word for path in (STACK, "README.md", "service/logic.py") for word in ("--keep", path)]
    done = golden_paths(team.repository, "adopt", team.template, "--defaults", *words, "--write")
    assert done.returncode == 0
    assert "undecided" not in done.stdout


def test_a_machine_reads_the_same_as_json(team: Team) -> None:
    done = golden_paths(team.repository, "adopt", team.template, "--defaults", "--json")
    told = json.loads(done.stdout)
    assert (told["version"], told["done"], told["review"]) == ("v1.0.0", False, True)
    assert [file["path"] for file in told["different"]] == ["README.md", STACK, "service/logic.py"]
    assert told["different"][1] | {"means": ""} == {
        **{"path": STACK, "standing": "different", "owner": "managed", "choice": "undecided"},
        **{"added": 30, "removed": 1, "means": ""},
    }
    assert {str(each) for each in Standing} <= told.keys()


@pytest.mark.parametrize("path", ["Makefile", "pyproject.toml", "README.md", ".gitignore", "app.py", "environments.py"])
def test_it_says_what_it_means_that_a_file_stays(team: Team, path: str) -> None:
    (team.releases.folder / "template" / path).write_text("the template's\n", "utf-8")
    team.releases.publish("v1.1.0")
    team.writes(path, "ours\n")
    (file,) = [file for file in team.plan().compared if file.path == path]
    assert file.means in {meaning for _pattern, meaning in MEANINGS}
    assert file.means != OTHERWISE
    screen = " ".join(" ".join(lines(team.plan(), again=["golden-paths"], done=False)).split())
    assert file.means in screen


@pytest.mark.parametrize("path", [".python-version", "pytest.ini", "ruff.toml"])
def test_a_file_of_the_team_that_its_tools_read_is_named(team: Team, path: str) -> None:
    assert team.plan().beside == {}
    team.writes(path, "ours\n")
    screen = "\n".join(lines(team.plan(), again=["golden-paths"], done=False))
    told = screen.split("tools of the template read it:")[1].split("\n\n")[0]
    assert f"{path}: {BESIDE[path]}" in " ".join(told.split())


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "written"), [("y", True), ("", False), ("n", False)])
def test_who_is_asked_the_questions_confirms_on_the_screen(
    team: Team, tmp_path: Path, answer: str, written: bool
) -> None:
    program = "from golden_paths.cli import main; raise SystemExit(main())"
    asked = pexpect.spawn(
        sys.executable,
        ["-c", program, "adopt", team.template],
        cwd=str(team.repository),
        env={**ENVIRONMENT, "PYTHONPATH": str(ROOT)},
        encoding="utf-8",
        dimensions=(50, 80),
        timeout=60,
    )
    asked.expect("name")
    asked.send("parcels\r")
    asked.expect("delivery")
    asked.send("\r")
    asked.expect(r"Write this now\? \[y/N\]")
    asked.send(f"{answer}\r")
    asked.expect(pexpect.EOF)
    assert (team.repository / ".copier-answers.yml").exists() is written
    assert team.text(STACK) == OF_THE_TEAM[STACK]
    if not written:
        # The answers wait for the next command, which asks nobody again.
        assert git(team.repository, "status", "--porcelain") == ""
        kept = team.repository / ".git/golden-paths-answers.yml"
        assert "parcels" in kept.read_text("utf-8")


def test_the_help_says_what_each_option_does() -> None:
    done = golden_paths(Path.cwd(), "adopt", "--help")
    for option in ("--take", "--keep", "--merge", "--write", "--undo", "--show", "--data-file"):
        assert option in done.stdout


def test_where_the_teams_makefile_stays_the_command_for_the_templates_can_be_pasted(team: Team) -> None:
    (team.releases.folder / "template/Makefile").write_text("check:\n", "utf-8")
    team.releases.publish("v1.1.0")
    team.writes("Makefile", "ours:\n")
    done = golden_paths(team.repository, "adopt", team.template, "--defaults", "--write")
    command = done.stdout.split("from the template's Makefile into yours:\n")[1].split("\n\n")[0]
    uri = team.releases.folder.as_uri()
    assert command.replace("\\\n", " ").split() == ["uvx", "--from", f"git+{uri}", "golden-paths", "sample", "Makefile"]


def test_a_file_that_git_merges_is_not_told_to_have_markers(team: Team) -> None:
    team.writes(STACK, "")
    done = golden_paths(team.repository, "adopt", team.template, "--defaults", "--merge", STACK, "--write")
    assert team.text(STACK) == TEXT
    assert "both, which git merges without a conflict" in done.stdout
    assert "Decide between the markers" not in done.stdout


def test_a_file_that_is_committed_with_crlf_is_named_where_the_templates_attributes_have_it_with_lf(team: Team) -> None:
    for path, text in (("run.bat", b"@echo off\r\n"), ("clean.bat", b"@echo on\n"), ("notes.txt", b"one\r\n")):
        team.writes(path, text)
    assert team.plan().beside == {}
    write(team.releases.folder / "template/.gitattributes", "* text=auto eol=lf\n*.bat text eol=crlf\n")
    team.releases.publish("v1.1.0")
    assert team.plan().beside == {"run.bat": COMMITTED_WITH_CRLF}
    screen = " ".join(" ".join(lines(team.plan(), again=["golden-paths"], done=False)).split())
    assert "run.bat: it is committed with CRLF" in screen
