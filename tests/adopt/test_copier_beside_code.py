"""`copier copy` of the real template into a folder that has files of its own: it stops before its first write."""

import subprocess
import sys
from pathlib import Path

import pytest
from exports import exported_template
from releases import commit, git
from updates.small_template import write


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


@pytest.mark.parametrize("path", ["Makefile", ".editorconfig", "pipeline/stack.py"])
def test_a_file_in_the_way_stops_it_before_it_writes_and_names_the_other_command(repository: Path, path: str) -> None:
    write(repository / path, "ours\n")
    commit(repository)
    done = copier_copy(repository)
    said = " ".join(done.stderr.split())
    assert done.returncode == 1
    assert git(repository, "status", "--porcelain") == ""
    assert f"this folder has a file {path} of its own, and copier would stop there half-way" in said
    assert "Nothing is written. Keep it with golden-paths adopt" in said
    # And before the questions, with the whole command, for who is at a screen
    assert 'uvx --from "git+ADDRESS" golden-paths adopt "ADDRESS"' in said
    assert max(len(line) for line in done.stderr.split("Traceback")[0].splitlines()) <= 80


@pytest.mark.slow
def test_files_that_are_in_nobodys_way_stop_nothing_and_an_order_to_overwrite_is_one(repository: Path) -> None:
    assert copier_copy(repository, "--quiet").returncode == 0
    assert (repository / "LICENSE").read_text("utf-8") == "ours\n"
    git(repository, "clean", "--quiet", "-fdx")
    write(repository / "Makefile", "ours\n")
    assert copier_copy(repository, "--quiet", "--overwrite").returncode == 0
    assert (repository / "Makefile").read_text("utf-8") != "ours\n"
