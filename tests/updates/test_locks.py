"""A lock file that a user changed is locked again when the update changes what it locks."""

import functools
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from exports import scratch
from portal_runner import portal
from releases import Releases, commit, git
from updates.small_template import small_template, write

from golden_paths.findings import Finding, Kind
from golden_paths.locks import find_uv
from golden_paths.update import apply, plan

# No dependencies: to lock it, uv needs no network.
MANIFEST = '[project]\nname = "orders"\nversion = "1"\n\nrequires-python = ">=3.10"\n'
UV = Path(sys.executable).with_name("uv")


@functools.cache
def locked(manifest: str) -> str:
    """The lock file of a project."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_text(manifest, "utf-8")
        subprocess.run([UV, "lock", "--quiet"], cwd=folder, check=True)
        return Path(folder, "uv.lock").read_text("utf-8")


def lock(folder: Path) -> None:
    write(folder / "uv.lock", locked((folder / "pyproject.toml").read_text("utf-8")))


@functools.cache
def exported_project() -> Path:
    """A template with a project that uv locks. Read it, do not change it."""
    files = small_template(scratch() / "template-with-a-lock")
    write(files / "template" / "pyproject.toml", MANIFEST)
    lock(files / "template")
    owners = files / "questions" / "ownership.yml"
    owners.write_text(owners.read_text("utf-8").replace("  - /tool.lock", "  - /tool.lock\n  - /uv.lock"), "utf-8")
    return files


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """A template with a project that uv locks."""
    return Releases(tmp_path / "template", exported_project())


@pytest.fixture
def repository(releases: Releases, tmp_path: Path) -> Path:
    """A repository whose user locked another version, beside a template that asks for another Python."""
    made = releases.repository(tmp_path / "orders")
    write(made / "pyproject.toml", MANIFEST.replace('version = "1"', 'version = "2"'))
    lock(made)
    commit(made)
    write(releases.folder / "template" / "pyproject.toml", MANIFEST.replace("3.10", "3.11"))
    lock(releases.folder / "template")
    releases.publish("v2.0.0")
    return made


@pytest.fixture
def only_our_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """uv is the one that started this program, and on no PATH."""
    monkeypatch.setenv("UV", str(UV))
    monkeypatch.setattr(shutil, "which", lambda name: None)


@pytest.fixture
def no_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def updated(repository: Path) -> Finding:
    update = plan(repository)
    apply(repository, update)
    (finding,) = update.findings
    return finding


def assert_locked(repository: Path, folder: str = ".") -> None:
    locked = (repository / folder / "uv.lock").read_text("utf-8")
    assert 'version = "2"' in locked
    assert 'requires-python = ">=3.11"' in locked
    subprocess.run([UV, "lock", "--check", "--quiet", "--project", folder], cwd=repository, check=True)


def test_a_lock_of_the_user_is_locked_again_when_the_update_changed_what_it_locks(
    repository: Path, only_our_uv: None
) -> None:
    finding = updated(repository)
    assert (finding.kind, finding.path) == (Kind.LOCKED, "uv.lock")
    assert_locked(repository)


@pytest.mark.parametrize(
    ("name", "value"),
    [("UV_FROZEN", "1"), ("UV_LOCKED", "1"), ("UV_PROJECT", "{elsewhere}"), ("UV_WORKING_DIRECTORY", "{elsewhere}")],
)
def test_what_a_shell_tells_uv_makes_no_lock_stale(
    repository: Path, only_our_uv: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere / "pyproject.toml", MANIFEST)
    monkeypatch.setenv(name, value.format(elsewhere=elsewhere))
    assert updated(repository).kind is Kind.LOCKED
    monkeypatch.delenv(name)
    assert_locked(repository)
    assert not (elsewhere / "uv.lock").exists()


def test_the_uv_that_the_repository_has_installed_comes_first(repository: Path, no_uv: None) -> None:
    (repository / ".git" / "info" / "exclude").write_text(".venv\n", "utf-8")
    (repository / ".venv" / "bin").mkdir(parents=True)
    (repository / ".venv" / "bin" / "uv").symlink_to(UV)
    assert find_uv(repository) == [str(repository / ".venv" / "bin" / "uv")]
    assert updated(repository).kind is Kind.LOCKED
    assert_locked(repository)


def test_uv_as_a_module_of_this_python_is_enough(
    repository: Path, no_uv: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert find_uv(repository) == [sys.executable, "-m", "uv"]


def test_where_uv_is_missing_the_user_is_told_a_command_that_is_there(repository: Path, no_uv: None) -> None:
    before = (repository / "uv.lock").read_text("utf-8")
    finding = updated(repository)
    assert finding.needs_review
    assert "lock again: .venv/bin/python -m uv lock" in finding.sentence
    assert (repository / "uv.lock").read_text("utf-8") == before


def test_a_lock_with_conflict_markers_is_kept_and_named(repository: Path, only_our_uv: None) -> None:
    write(repository / "uv.lock", "<<<<<<< HEAD\nversion = 1\n=======\nversion = 2\n>>>>>>> main\n")
    commit(repository)
    finding = updated(repository)
    assert (finding.kind, finding.path) == (Kind.LOCK, "uv.lock")


@pytest.mark.parametrize("with_uv", [True, False])
def test_a_lock_in_a_folder_is_locked_there(
    releases: Releases, tmp_path: Path, request: pytest.FixtureRequest, with_uv: bool
) -> None:
    # Given a release with a project in a folder, and a team that locked anew there
    request.getfixturevalue("only_our_uv" if with_uv else "no_uv")
    template = releases.folder / "template"
    (template / "tools").mkdir()
    for name in ("pyproject.toml", "uv.lock"):
        (template / name).rename(template / "tools" / name)
    owners = releases.folder / "questions" / "ownership.yml"
    owners.write_text(owners.read_text("utf-8").replace("  - /uv.lock", "  - /tools/uv.lock"), "utf-8")
    releases.publish("v1.1.0")
    made = releases.repository(tmp_path / "orders")
    write(made / "tools" / "pyproject.toml", MANIFEST.replace('version = "1"', 'version = "2"'))
    lock(made / "tools")
    commit(made)
    write(template / "tools" / "pyproject.toml", MANIFEST.replace("3.10", "3.11"))
    lock(template / "tools")
    releases.publish("v2.0.0")
    # When it is updated
    finding = updated(made)
    # Then that lock is new, or the command is for that folder
    if with_uv:
        assert_locked(made, "tools")
    else:
        assert "lock again: .venv/bin/python -m uv lock --project tools" in finding.sentence
    assert not (made / "uv.lock").exists()


def test_a_portal_runs_no_uv_of_the_repository_and_says_how_to_lock_by_hand(repository: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    planted = repository / ".venv" / "bin" / "uv"
    write(planted, f"#!/bin/sh\ntouch {marker}\n")
    planted.chmod(0o755)
    git(repository, "add", "--force", ".venv")
    commit(repository)
    before = (repository / "uv.lock").read_bytes()
    for verb in ("check", "update"):
        code, told, _ = portal(verb, repository, sent={})
        assert (code, [finding["kind"] for finding in told["findings"]]) == (3, ["lock"])
        assert "lock again: .venv/bin/python -m uv lock" in told["findings"][0]["sentence"]
        assert not marker.exists()
    assert (repository / "uv.lock").read_bytes() == before
