"""A tag of a release is annotated, and one that moves is not: so copier never records the one that moves."""

from pathlib import Path

import pytest
from releases import commit, git

from release.tags import check_tags


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def test_annotated_releases_and_a_light_tag_that_moves_are_fine(repository: Path) -> None:
    git(repository, "tag", "--annotate", "--message", "v1.0.0", "v1.0.0")
    git(repository, "tag", "stable")
    assert check_tags(repository) == []
    assert git(repository, "describe", "--tags").strip() == "v1.0.0"


@pytest.mark.parametrize(
    ("tag", "annotated", "sentence"),
    [("v1.0.0", False, "lightweight tag"), ("stable", True, "annotated and no version")],
)
def test_the_command_that_a_reason_names_mends_it(repository: Path, tag: str, annotated: bool, sentence: str) -> None:
    git(repository, "tag", *(("--annotate", "--message", tag) if annotated else ()), tag)
    (reason,) = check_tags(repository)
    assert sentence in reason
    assert reason.startswith(f"{tag}: ")
    command = reason.partition(": git ")[2].replace("'", "").split()
    git(repository, *command)
    assert check_tags(repository) == []


def test_a_clone_without_tags_has_nothing_to_refuse(repository: Path) -> None:
    assert check_tags(repository) == []
