"""Each release so far updates to the template of the working tree: what nobody edited is as in a new repository."""

import functools
import json
import tempfile
from pathlib import Path

import pytest
from exports import ROOT, scratch
from imports import imported, modules
from releases import commit, git
from rendering import copy, rendered_files, stored_answers
from tools import run
from updates.conftest import HEAD, answers
from variants import VARIANTS

from golden_paths import ownership
from golden_paths.update import apply, plan
from release.history import Release, releases

# Copier's own record, and files that the team owns from the first copy on.
OF_THE_TEAM = ("seed-once", "extension", "kept")


def has(release: Release, variant: str) -> bool:
    """Whether the architecture of this variant exists in `release`."""
    architecture = VARIANTS[variant]["architecture"]
    return bool(git(ROOT, "ls-tree", "--name-only", release.commit, f"templates/{architecture}").strip())


UPDATES = [(release, variant) for release in releases() for variant in VARIANTS if has(release, variant)]


def updated(template: Path, release: Release, given: dict[str, str], target: Path) -> Path:
    """A repository made from `release` with these answers in which nobody changed anything, after `make update`."""
    copy(target, given, template=template, vcs_ref=f"v{release.version}")
    git(target, "init", "--quiet")
    commit(target, "made from the template")
    update = plan(target, to=HEAD)
    apply(target, update)
    assert [finding.sentence for finding in update.findings if finding.needs_review] == []
    return target


@pytest.mark.slow
@pytest.mark.parametrize(
    ("release", "variant"), UPDATES, ids=[f"{each.version}-{variant}" for each, variant in UPDATES]
)
def test_an_updated_repository_is_as_a_new_one(template: Path, tmp_path: Path, release: Release, variant: str) -> None:
    repository = updated(template, release, answers(variant), tmp_path / "updated")
    new = made_new(template, variant, **kept_from(release))
    owned = ownership.read((template / ownership.FILE).read_text("utf-8"))
    managed = [path for path in rendered_files(new) if owned.owner(path) not in OF_THE_TEAM]
    different = [path for path in managed if _content(repository / path) != _content(new / path)]
    assert different == []
    # What left the template is gone, but for files that were the team's, which theirs may need.
    before = ownership.read(git(template, "show", f"v{release.version}:{ownership.FILE}"))
    left = set(rendered_files(repository)) - set(rendered_files(new))
    assert {path for path in left if before.owner(path) not in OF_THE_TEAM} == set()
    assert lost_imports(repository, new) == []


@functools.cache
def made_new(template: Path, variant: str, **kept: str) -> Path:
    """A new repository, to compare with."""
    target = Path(tempfile.mkdtemp(dir=scratch())) / "new"
    return copy(target, answers(variant) | kept, template=template, vcs_ref=HEAD)


def kept_from(release: Release) -> dict[str, str]:
    """What a repository of this release keeps that a new one would not have: a trail of its own, if none was asked."""
    asked = "\naudit_trail:" in git(ROOT, "show", f"{release.commit}:questions/environments.yml")
    return {} if asked else {"audit_trail": "own"}


def lost_imports(repository: Path, new: Path) -> list[str]:
    """Modules that a new repository has, and that files of this one import in vain."""
    here, known = modules(repository), modules(new)
    return sorted(
        {
            f"{name} imports {module}"
            for name, file in here.items()
            for module in imported(file.read_text("utf-8"), known)
            if module in known and module not in here
        }
    )


@pytest.mark.slow
def test_containers_in_us_east_1_keep_the_zones_they_were_deployed_into(template: Path, tmp_path: Path) -> None:
    (release,) = [each for each in releases() if each.version == "0.4.0"]
    repository = updated(template, release, answers("containers", "us-east-1"), tmp_path / "updated")
    assert "zone_ids" not in (repository / "environments.py").read_text("utf-8")
    assert stored_answers(repository)["zone_ids"] == ""


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["serverless-cdk", "serverless-sam"])
def test_the_tests_of_a_repository_of_the_first_release_are_green_after_its_update(
    template: Path, tmp_path: Path, variant: str
) -> None:
    repository = updated(template, releases()[0], answers(variant), tmp_path / "updated")
    for suite in ("unit", "infrastructure"):
        done = run(repository, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/{suite}")
        assert done.returncode == 0, done.stdout


def test_the_releases_are_in_order_and_each_is_a_commit() -> None:
    versions = [release.version for release in releases()]
    assert versions == sorted(set(versions), key=lambda version: [int(part) for part in version.split(".")])
    for release in releases():
        assert git(ROOT, "cat-file", "-t", release.commit).strip() == "commit"


def _content(file: Path) -> bytes:
    """What is in a file; of the answers file only the answers, in any order: those that were given come first."""
    if file.name == ".copier-answers.yml":
        lines = file.read_text("utf-8").splitlines()
        return json.dumps(sorted(line for line in lines if not line.startswith("_"))).encode()
    return file.read_bytes() if file.is_file() else b"there is no such file"
