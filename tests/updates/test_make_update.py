"""`make update` of the real template, as a user of a rendered repository runs it."""

import shutil
from pathlib import Path

import pytest
from exports import ROOT, export_template
from gates import make
from releases import Releases, commit

STACK = "pipeline/stack.py"
MINE = "\n\nMINE = 1\n"


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """The template with the program that is started from it."""
    folder = export_template(tmp_path / "files")
    # The verifier is there already: it is a part of what is rendered.
    program, compiled = folder / "golden_paths", shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "golden_paths", program, ignore=compiled, dirs_exist_ok=True)
    for name in ("pyproject.toml", "uv.lock", ".gitignore"):
        shutil.copy(ROOT / name, folder / name)
    return Releases(tmp_path / "template", folder)


@pytest.mark.slow
def test_it_brings_the_release_in_keeps_what_the_user_wrote_and_checks_the_result(
    releases: Releases, tmp_path: Path
) -> None:
    # Given a repository that its owners edited, and a newer release
    repository = releases.repository(tmp_path / "orders")
    stack = repository / STACK
    stack.write_text(stack.read_text("utf-8") + MINE, "utf-8")
    commit(repository)
    theirs = releases.folder / "templates/_blocks/everything" / STACK
    theirs.write_text(theirs.read_text("utf-8").replace('"""The pipeline: ', '"""The new pipeline: '), "utf-8")
    releases.publish("v1.1.0")
    # When they look first, and then update
    preview = make(repository, "update-preview")
    assert preview.returncode == 0, preview.stdout
    assert MINE in stack.read_text("utf-8")
    done = make(repository, "update", TO="v1.1.0")
    # Then both are there
    assert done.returncode == 0, done.stdout
    assert "v1.0.0 → v1.1.0" in done.stdout
    assert stack.read_text("utf-8").startswith('"""The new pipeline: ')
    assert stack.read_text("utf-8").endswith(MINE)
    # And the whole check ran
    assert "passed" in done.stdout
    assert "files already formatted" in done.stdout


@pytest.mark.slow
def test_it_refuses_work_that_is_not_committed(releases: Releases, tmp_path: Path) -> None:
    repository = releases.repository(tmp_path / "orders")
    (repository / "new.py").write_text("mine\n", "utf-8")
    done = make(repository, "update")
    assert done.returncode != 0
    assert "new.py is not committed" in done.stdout
