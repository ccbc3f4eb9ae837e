"""Who owns which file: the list is complete and literal, and an update does what it says."""

from pathlib import Path

import pytest
import yaml
from ownership import FILE, owner, paths, patterns
from releases import Releases, commit, update
from rendering import render, rendered_files

SEED_ONCE_FOLDERS = ("workload/service/runtime/", "tests/unit/service/", "tests/integration/", "tests/e2e/")
# In the folder that SAM builds, because SAM looks for it there; how a build works is the template's business.
MANAGED = {"workload/service/runtime/Makefile"}


def rendered() -> set[str]:
    return {path for infrastructure in ("cdk", "sam") for path in rendered_files(render(infrastructure=infrastructure))}


def test_every_file_that_a_team_replaces_is_seed_once() -> None:
    wanted = {path for path in rendered() if path.startswith(SEED_ONCE_FOLDERS)} - MANAGED
    assert sorted(wanted - {path.removeprefix("/") for path in paths("seed-once")}) == []


def test_every_seed_once_pattern_names_a_file_that_is_rendered() -> None:
    assert sorted({path.removeprefix("/") for path in paths("seed-once")} - rendered()) == []


def test_seed_once_patterns_are_sorted_and_occur_once() -> None:
    assert paths("seed-once") == sorted(set(paths("seed-once")))


def test_only_the_extension_folder_belongs_to_extensions() -> None:
    owned = {path for path in rendered() if owner(path) == "extension"}
    assert owned == {path for path in rendered() if path.startswith("extensions/")}


def test_nothing_retired_is_still_rendered() -> None:
    assert {path.removeprefix("/") for path in patterns("retired")} & rendered() == set()


def test_patterns_are_literal() -> None:
    # Another variable is rendered with the answers of the old version: an edited file would be deleted after all.
    settings = yaml.safe_load(FILE.read_text("utf-8"))
    conditional = [*map(str, patterns("seed-once")), *patterns("extension")]
    others = [
        pattern for pattern in [*settings["_exclude"], *settings["_skip_if_exists"]] if pattern not in conditional
    ]
    assert [pattern for pattern in others if "{" in pattern] == []


@pytest.fixture
def repository(tmp_path: Path, releases: Releases) -> Path:
    """A repository of the first version whose team works in the files of every class."""
    for path in ("extensions/stage.py", "uv.lock"):
        file = releases.folder / "templates" / "serverless" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text("first = 1\n", encoding="utf-8")
    releases.publish("v1.0.1")
    return releases.repository(tmp_path / "orders")


def publish_everywhere(releases: Releases, path: str, text: str) -> None:
    """A new version of the template in which this file of the architecture has this text."""
    file = releases.folder / "templates" / "serverless" / path
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    releases.publish("v1.1.0")


@pytest.mark.parametrize(
    "path", ["workload/service/runtime/orders/logic.py", "tests/e2e/conftest.py", "extensions/stage.py", "uv.lock"]
)
def test_update_leaves_what_the_team_wrote(repository: Path, releases: Releases, path: str) -> None:
    (repository / path).write_text("ours = 2\n", encoding="utf-8")
    commit(repository)
    publish_everywhere(releases, path, "theirs = 3\n")
    assert update(repository) == [" M .copier-answers.yml"]
    assert (repository / path).read_text("utf-8") == "ours = 2\n"


@pytest.mark.parametrize("path", ["workload/service/runtime/orders/logic.py", "extensions/stage.py"])
def test_update_does_not_bring_back_what_the_team_deleted(repository: Path, releases: Releases, path: str) -> None:
    (repository / path).unlink()
    commit(repository)
    publish_everywhere(releases, path, "theirs = 3\n")
    update(repository)
    assert not (repository / path).exists()


def test_update_adds_nothing_to_the_extension_folder(repository: Path, releases: Releases) -> None:
    publish_everywhere(releases, "extensions/new.py", "theirs = 3\n")
    update(repository)
    assert not (repository / "extensions" / "new.py").exists()


def test_update_brings_a_managed_file_and_keeps_the_edit_in_it(repository: Path, releases: Releases) -> None:
    managed = repository / "workload" / "environment.py"
    before = managed.read_text("utf-8")
    managed.write_text(before + "\nOURS = 2\n", encoding="utf-8")
    commit(repository)
    publish_everywhere(releases, "workload/environment.py", "# theirs\n" + before)
    update(repository)
    after = managed.read_text("utf-8")
    assert after.startswith("# theirs\n")
    assert after.endswith("OURS = 2\n")
    assert "<<<<" not in after


def test_update_brings_a_new_file_of_a_seed_once_folder(repository: Path, releases: Releases) -> None:
    publish_everywhere(releases, "workload/service/runtime/orders/new.py", "theirs = 3\n")
    assert "?? workload/service/runtime/orders/new.py" in update(repository)
