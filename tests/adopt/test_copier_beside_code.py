"""`copier copy` of the real template into a folder that has files of its own: it stops before its first write."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from exports import ROOT, exported_template
from releases import commit, git
from updates.small_template import write

from golden_paths.ownership import FILE as OWNERSHIP
from golden_paths.ownership import read


def copier_copy(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "copier", "copy", "--defaults", *options, str(exported_template()), "."]
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "parcels [old]"
    write(folder / "LICENSE", "ours\n")
    git(folder, "init", "--quiet")
    commit(folder)
    return folder


@pytest.mark.parametrize("path", ["pipeline/stack.py", ".gitignore", ".devcontainer/devcontainer.json"])
def test_a_file_in_the_way_stops_it_before_it_writes_and_names_the_other_command(repository: Path, path: str) -> None:
    write(repository / path, "ours\n")
    commit(repository)
    done = copier_copy(repository)
    said = " ".join(done.stderr.split())
    assert done.returncode == 1
    assert git(repository, "status", "--porcelain") == ""
    assert f"this folder has a file {path} of its own, and copier may stop there half-way" in said
    assert 'Keep it with golden-paths adopt: README.md of the template, "A repository that has code".' in said
    assert "golden-paths adopt ADDRESS --take README.md --take .gitignore" in said
    # And before the questions, with the whole command, for who is at a screen
    assert 'uvx --from "git+ADDRESS" golden-paths adopt "ADDRESS"' in said
    assert max(len(line) for line in done.stderr.split("Traceback")[0].splitlines()) <= 80


def test_a_repository_of_which_only_a_hidden_file_is_there_hears_of_the_other_command_before_the_questions(
    repository: Path,
) -> None:
    git(repository, "rm", "--quiet", "LICENSE")
    write(repository / ".gitignore", "*.log\n")
    commit(repository)
    assert "This folder has files." in copier_copy(repository).stderr


def test_a_file_at_which_copier_goes_on_is_not_in_the_way() -> None:
    """And the other way round; copier reads its list when it has asked the questions."""
    kept = read((ROOT / OWNERSHIP).read_text("utf-8")).kept
    written = (ROOT / "questions/stored.yml").read_text("utf-8")
    listed = re.search(r"set kept = \[(.*?)\]", written, re.DOTALL)
    assert listed
    assert [f"/{path}" for path in re.findall(r"'([^']+)'", listed[1])] == list(kept)


@pytest.mark.slow
def test_files_that_are_in_nobodys_way_stop_nothing_and_an_order_to_overwrite_is_one(repository: Path) -> None:
    write(repository / "package-lock.json", "{}\n")
    commit(repository)
    assert copier_copy(repository, "--quiet").returncode == 0
    assert (repository / "package-lock.json").read_text("utf-8") == "{}\n"
    assert (repository / "LICENSE").read_text("utf-8") == "ours\n"
    git(repository, "clean", "--quiet", "-fdx")
    write(repository / "Makefile", "ours\n")
    assert copier_copy(repository, "--quiet", "--overwrite").returncode == 0
    assert (repository / "Makefile").read_text("utf-8") != "ours\n"
