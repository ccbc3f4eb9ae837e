"""A release that existing pipelines could not build is refused, with the two releases that do it."""

import shutil
from pathlib import Path

import pytest
from aws_cdk.aws_codebuild import LinuxArmBuildImage
from exports import ROOT
from release_check.conftest import changed
from template_edits import Edit, replace

from release import rules
from release.version import BUILD_IMAGE, FIRST_IMAGE, Version

FILE = BUILD_IMAGE.as_posix()
NEW = "example/image:9.0"
NEW_IMAGE = replace(FILE, f'IMAGE = "{FIRST_IMAGE}"', f'IMAGE = "{NEW}"')
NEW_RUNTIME = replace(FILE, '"nodejs": "22"}', '"nodejs": "30"}')


def known(template: Path) -> None:
    """An image that has Node 30 gets its line."""
    replace(FILE, "tuple[str, ...]]] = {", f'tuple[str, ...]]] = {{"{NEW}": {{"nodejs": ("22", "30")}},')(template)


def brought(template: Path) -> None:
    """The file, in a template that has few others."""
    (template / FILE).parent.mkdir(parents=True)
    shutil.copy(ROOT / FILE, template / FILE)


@pytest.fixture
def of_today(old_questions: Version, tmp_path: Path) -> Version:
    return changed(tmp_path / "today", old_questions, brought)


def test_image_and_runtime_in_one_release_are_refused_and_in_two_they_are_not(
    of_today: Version, tmp_path: Path
) -> None:
    both = changed(tmp_path / "both", of_today, known, NEW_IMAGE, NEW_RUNTIME)
    first = changed(tmp_path / "first", of_today, known, NEW_IMAGE)
    (reason,) = rules.check(of_today, both)
    assert f'nodejs "30" is not installed in {FIRST_IMAGE}, which builds this release; make two:' in reason
    assert rules.check(of_today, first) == rules.check(first, both) == []


def test_a_runtime_that_its_own_image_lacks_is_refused(of_today: Version, tmp_path: Path) -> None:
    (reason,) = rules.builds_that_cannot_start(of_today, changed(tmp_path, of_today, NEW_RUNTIME))
    assert reason.startswith(
        f'settings/build_image.py: nodejs "30" is not installed in {FIRST_IMAGE}, where builds run'
    )


def test_releases_from_before_the_file_build_in_their_only_image(
    old_questions: Version, of_today: Version, tmp_path: Path
) -> None:
    both = changed(tmp_path, of_today, known, NEW_IMAGE, NEW_RUNTIME)
    assert len(list(rules.builds_that_cannot_start(old_questions, both))) == 1
    assert list(rules.builds_that_cannot_start(old_questions, of_today)) == []


def test_the_image_of_existing_pipelines_stays_known(of_today: Version, tmp_path: Path) -> None:
    forgotten: Edit = replace(FILE, f'    "{FIRST_IMAGE}": {{', '    "example/forgotten:1.0": {')
    (reason,) = rules.builds_that_cannot_start(of_today, changed(tmp_path, of_today, known, NEW_IMAGE, forgotten))
    assert reason.startswith(f"settings/build_image.py: INSTALLED has {FIRST_IMAGE} no more")


def test_the_newest_arm_image_that_the_cdk_knows_is_known_here() -> None:
    """Fails when AWS brings an image: read what it has, give it a line, and decide whether builds move to it."""
    names = [name for name in vars(LinuxArmBuildImage) if name.startswith("AMAZON_LINUX_2023_STANDARD_")]
    newest = getattr(LinuxArmBuildImage, max(names, key=lambda name: [int(each) for each in name.split("_")[-2:]]))
    installed = Version(ROOT).builds["INSTALLED"]
    assert newest.image_id in installed, (
        f"{FILE}: INSTALLED has no {newest.image_id}; say what it has, as of the others"
    )
