"""The Python code of this repository itself is clean and formatted. What it renders: `test_examples_lint.py`."""

import subprocess
import sys

import pytest
from exports import ROOT

FOLDERS = [path.name for path in (ROOT / "golden_paths", ROOT / "release", ROOT / "tests", ROOT / "benchmarks")]


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=" ".join)
def test_ruff_has_nothing_to_say(command: tuple[str, ...]) -> None:
    ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", *FOLDERS]
    done = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_reads_every_file_of_these_folders() -> None:
    # A folder that is left out is left out at every depth, if its pattern is a bare name.
    shown = [sys.executable, "-m", "ruff", "check", "--show-files", *FOLDERS]
    read = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    ours = [str(path) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert sorted(read) == sorted(ours)


def test_mypy_has_nothing_to_say_about_the_updater_and_the_release_check() -> None:
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_helpers_of_the_tests_stand_in_support_and_no_test_does() -> None:
    files = [path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("*.py")]
    helpers = [path for path in files if not path.name.startswith("test_") and path.name != "conftest.py"]
    assert [str(path) for path in helpers if path.parts[0] != "support"] == []
    assert [str(path) for path in files if path not in helpers and path.parts[0] == "support"] == []
