"""The real template: a repository with code adopts an earlier release, and is updated to the working tree."""

import shutil
import subprocess
from pathlib import Path

import pytest
from exports import ROOT, export_template
from releases import commit, git
from rendering import copy, stored_answers
from updates.small_template import write

from golden_paths import ownership
from golden_paths.adoption.adopt import adopt
from golden_paths.adoption.compare import Choices
from golden_paths.adoption.plan import plan as plan_adoption
from golden_paths.update import apply, plan
from release.history import releases

FROM, HEAD = "v0.7.0", "v999.0.0"
OURS = {
    "README.md": "# Parcels\n",
    "pyproject.toml": '[project]\nname = "parcels"\nversion = "1"\n',
    "app.py": "print(1)\n",
    "parcels/main.py": "print(2)\n",
    "docs/runbook.md": "Call Ada.\n",
}


def template(folder: Path) -> Path:
    """The history with one release tagged, and the working tree as the next."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    for tag in git(folder, "tag").split():
        git(folder, "tag", "--delete", tag)
    (begun,) = [release.commit for release in releases() if f"v{release.version}" == FROM]
    git(folder, "tag", FROM, begun)
    for part in ("questions", "templates", "partials"):
        shutil.rmtree(folder / part)
    export_template(folder)
    commit(folder, "the working tree")
    git(folder, "tag", HEAD)
    return folder


@pytest.mark.slow
def test_nothing_of_the_team_is_lost_and_everything_else_is_as_in_a_new_repository(tmp_path: Path) -> None:
    source, repository = template(tmp_path / "template"), tmp_path / "parcels"
    for path, text in OURS.items():
        write(repository / path, text)
    git(repository, "init", "--quiet")
    commit(repository)
    adopt(repository, plan_adoption(repository, str(source), to=FROM, choices=Choices()))
    commit(repository)
    made = plan(repository)
    apply(repository, made)
    assert {path: (repository / path).read_text("utf-8") for path in OURS} == OURS
    assert not made.unmerged
    assert not [finding for finding in made.findings if finding.needs_review]
    answers = {name: answer for name, answer in stored_answers(repository).items() if not name.startswith("_")}
    fresh = copy(tmp_path / "fresh", answers, template=source, vcs_ref=HEAD)
    expected = {str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file()}
    # Its lock locks another project, and stays away as long as pyproject.toml is the team's.
    left_out = {*OURS, "uv.lock", ".copier-answers.yml"}
    other = [
        path
        for path in sorted(expected - left_out)
        if not (repository / path).is_file() or (repository / path).read_bytes() != (fresh / path).read_bytes()
    ]
    # Those of the team from the first copy on: a release no longer changes them.
    owned = ownership.read((source / ownership.FILE).read_text("utf-8"))
    assert [path for path in other if owned.owner(path) not in {"seed-once", "extension"}] == []
