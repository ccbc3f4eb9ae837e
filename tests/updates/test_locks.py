"""A lock file that a user changed is locked again when the update changes what it locks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from releases import Releases, commit
from updates.small_template import small_template, write

from golden_paths.findings import Kind
from golden_paths.update import apply, plan

# No dependencies: to lock it, uv needs no network.
MANIFEST = '[project]\nname = "orders"\nversion = "1"\n\nrequires-python = ">=3.10"\n'
UV = Path(sys.executable).with_name("uv")


def lock(folder: Path) -> None:
    subprocess.run([UV, "lock", "--quiet"], cwd=folder, check=True)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """A template with a project that uv locks."""
    files = small_template(tmp_path / "files")
    write(files / "template" / "pyproject.toml", MANIFEST)
    lock(files / "template")
    owners = files / "questions" / "ownership.yml"
    owners.write_text(owners.read_text("utf-8").replace("  - /tool.lock", "  - /tool.lock\n  - /uv.lock"), "utf-8")
    return Releases(tmp_path / "template", files)


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


def test_a_lock_of_the_user_is_locked_again_when_the_update_changed_what_it_locks(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: str(UV))
    update = plan(repository)
    apply(repository, update)
    assert [(finding.kind, finding.path) for finding in update.findings] == [(Kind.LOCKED, "uv.lock")]
    locked = (repository / "uv.lock").read_text("utf-8")
    assert 'version = "2"' in locked
    assert 'requires-python = ">=3.11"' in locked
    subprocess.run([UV, "lock", "--check", "--quiet"], cwd=repository, check=True)


def test_where_uv_is_missing_the_user_is_told_to_lock(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    before = (repository / "uv.lock").read_text("utf-8")
    update = plan(repository)
    apply(repository, update)
    (finding,) = update.findings
    assert finding.needs_review
    assert "lock again: uv lock" in finding.sentence
    assert (repository / "uv.lock").read_text("utf-8") == before
