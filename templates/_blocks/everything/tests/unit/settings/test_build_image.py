"""What buildspecs ask for is installed where they run: in the image of this commit and in that of the pipeline."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import build_image
from settings.build_image import IMAGE, INSTALLED, RUNTIMES, refused

PROJECT = Path(__file__).parents[3]
OLD, NEW = "example/image:1.0", "example/image:2.0"


def runtimes(file: Path) -> dict[str, Any]:
    """What a buildspec names; empty when `file` is none."""
    text = file.read_text("utf-8")
    if "runtime-versions:" not in text:  # perhaps a template of CloudFormation, whose tags no YAML reader knows
        return {}
    named: dict[str, Any] = yaml.safe_load(text)["phases"]["install"]["runtime-versions"]
    return named


def named(*folders: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """File and runtimes of each buildspec in `folders`."""
    for file in (path for folder in folders for path in sorted((PROJECT / folder).rglob("*.yml"))):
        yield file.relative_to(PROJECT).as_posix(), runtimes(file)


def test_what_the_image_has_is_known() -> None:
    assert IMAGE in INSTALLED, f"IMAGE = {IMAGE}: say in INSTALLED of settings/build_image.py what it has, as of others"


def test_buildspecs_name_the_runtimes_of_the_settings() -> None:
    others = [
        f'{file}: {name} is {version}, and RUNTIMES of settings/build_image.py has {ours}; name it as there: "{ours}"'
        for file, versions in named("buildspecs")
        for name, ours in RUNTIMES.items()
        if (version := versions.get(name, ours)) != ours
    ]
    assert others == [], "\n".join(others)


def test_buildspecs_name_what_is_installed() -> None:
    # In a build of the pipeline or of a pull request: the image that is deployed.
    deployed = os.environ.get("CODEBUILD_BUILD_IMAGE", IMAGE)
    sentences = [
        sentence
        for file, versions in named("buildspecs", "extensions")
        for sentence in refused(file, versions, deployed=deployed)
    ]
    assert sentences == [], "\n".join(sentences)


@pytest.fixture
def new_image(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit that brings an image with another Node."""
    monkeypatch.setattr(build_image, "INSTALLED", {OLD: {"nodejs": ("22", "24")}, NEW: {"nodejs": ("24", "26")}})
    monkeypatch.setattr(build_image, "IMAGE", NEW)


@pytest.mark.usefixtures("new_image")
def test_what_both_images_have_is_built() -> None:
    assert refused("deploy.yml", {"nodejs": "24"}, deployed=OLD) == []


@pytest.mark.usefixtures("new_image")
def test_what_only_the_new_image_has_takes_two_releases() -> None:
    (sentence,) = refused("deploy.yml", {"nodejs": "26"}, deployed=OLD)
    assert sentence == (
        f'deploy.yml: nodejs "26" is not installed in {OLD}, which builds this release; make two: the first with '
        f'IMAGE = "{NEW}" in settings/build_image.py and nodejs as before, the second with nodejs: "26"'
    )
    assert refused("deploy.yml", {"nodejs": "26"}, deployed=NEW) == []


@pytest.mark.usefixtures("new_image")
def test_what_the_new_image_has_no_more_is_refused() -> None:
    (sentence,) = refused("deploy.yml", {"nodejs": "22"}, deployed=OLD)
    assert sentence.startswith(f'deploy.yml: nodejs "22" is not installed in {NEW}, where builds run; name one that is')


@pytest.mark.usefixtures("new_image")
def test_a_version_without_quotes_is_the_number_that_yaml_makes_of_it() -> None:
    assert refused("deploy.yml", {"nodejs": 24}, deployed=OLD) == []


@pytest.mark.usefixtures("new_image")
def test_of_other_languages_and_images_nothing_is_said() -> None:
    assert refused("deploy.yml", {"java": "corretto25"}, deployed="of-another/system:1") == []
