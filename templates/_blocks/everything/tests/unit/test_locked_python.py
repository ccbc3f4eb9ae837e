"""The locked packages are installed, also from the index of a company; a lock that does not fit is refused."""

import json
import sys
from pathlib import Path

import pytest

import locked_python

PROGRAM = """
import json, os, sys
command = sys.argv[1]
with open({calls!r}, "a") as calls:
    calls.write(json.dumps([sys.argv[1:], os.environ.get("UV_DEFAULT_INDEX", "")]) + "\\n")
sys.stderr.write(f"what uv says of {{command}}")
sys.exit({failing!r}.count(" ".join(sys.argv[1:3])))
"""
LOCK = 'source = { registry = "https://pypi.org/simple" }\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "uv.lock").write_text(LOCK, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    (tmp_path / ".venv").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mirror.example.com/simple")
    return tmp_path


def use(monkeypatch: pytest.MonkeyPatch, folder: Path, failing: list[str]) -> Path:
    """A uv that fails where its first two words are among `failing`; returns the file in which it notes its calls."""
    calls = folder / "calls"
    program = PROGRAM.format(calls=str(calls), failing=failing)
    monkeypatch.setattr(locked_python, "UV", [sys.executable, "-c", program])
    return calls


def called(calls: Path) -> list[tuple[list[str], str]]:
    return [tuple(json.loads(line)) for line in calls.read_text("utf-8").splitlines()]


def test_a_lock_that_fits_is_installed_as_it_is(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = use(monkeypatch, project, [])
    assert locked_python.main(".") == 0
    assert [arguments[:2] for arguments, _ in called(calls)] == [["sync", "--locked"]]


def test_where_only_the_index_differs_the_same_digests_come_from_that_index(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = use(monkeypatch, project, ["sync --locked"])
    assert locked_python.main(".") == 0
    _, check, export, install = called(calls)
    # The lock is compared with the index that it names itself
    assert check[0][:2] == ["lock", "--check"]
    assert (check[0][-2:], check[1]) == (["--default-index", "https://pypi.org/simple"], "")
    # And what it names is installed from the other one
    assert export[0][:2] == ["export", "--frozen"]
    assert {"pip", "sync", "--require-hashes"} <= set(install[0])
    assert install[1] == "https://mirror.example.com/simple"


def test_a_lock_that_does_not_fit_is_refused_with_what_uv_says(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = use(monkeypatch, project, ["sync --locked", "lock --check"])
    assert locked_python.main(".") == 1
    assert "what uv says of sync" in capsys.readouterr().err
    assert len(called(calls)) == 2


@pytest.mark.parametrize("file", ["uv.lock", "pyproject.toml"])
def test_conflict_markers_are_named_with_the_way_out(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    calls = use(monkeypatch, project, [])
    (project / file).write_text("<<<<<<< HEAD\nversion = 1\n=======\nversion = 2\n>>>>>>> main\n", "utf-8")
    assert locked_python.main(".") == 1
    said = capsys.readouterr().err
    assert f"{file} holds the conflict markers of a merge" in said
    assert "uv lock" in said
    assert not calls.exists()
