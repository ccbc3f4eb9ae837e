"""The report over many repositories: none holds up the others, nobody is asked, and a table stays a table."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from updates.conftest import Story
from updates.small_template import golden_paths

from golden_paths import fleet, remote


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a host that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"git://127.0.0.1:{server.getsockname()[1]}/template.git"


def made_from(story: Story, folder: Path, address: str, version: str = "v1.0.0") -> Path:
    """A folder with the answers file alone, as a fleet is collected."""
    folder.mkdir(parents=True)
    text = story.text(".copier-answers.yml").replace('"v1.0.0"', f'"{version}"')
    lines = [f"_src_path: {json.dumps(address)}" if line.startswith("_src_path") else line for line in text.split("\n")]
    (folder / ".copier-answers.yml").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_host_that_does_not_answer_is_named_and_holds_up_nobody(
    story: Story, tmp_path: Path, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote.tags, "__kwdefaults__", {"seconds": 1})
    story.releases.publish("v2.0.0")
    waiting = made_from(story, tmp_path / "waiting", silent)
    first, second = fleet.report([waiting, story.repository])
    assert f"{silent} cannot be asked for its releases: no answer within 1 seconds" in first.problem
    assert (second.behind, second.problem) == (1, "")


def test_an_address_that_looks_like_an_option_is_a_problem_and_reaches_no_git(story: Story, tmp_path: Path) -> None:
    (told,) = fleet.report([made_from(story, tmp_path / "odd", "--quiet")])
    assert '"--quiet" is no address' in told.problem


@pytest.mark.parametrize(
    ("recorded", "sentence"),
    [
        ("stable", "stable is no release of"),
        ("v1.0.0-3-gdeadbee", "make update brings it to the next release"),
        ("v1.0.1", "v1.0.1 is no release of"),
    ],
)
def test_a_version_that_is_no_release_is_a_problem_even_with_no_release_since(
    story: Story, tmp_path: Path, recorded: str, sentence: str
) -> None:
    (told,) = fleet.report([made_from(story, tmp_path / "odd", str(story.releases.folder), recorded)])
    assert sentence in told.problem


def test_a_problem_of_several_lines_keeps_the_table_a_table(story: Story, tmp_path: Path) -> None:
    gone = made_from(story, tmp_path / "gone", str(tmp_path / "no" / "template.git"))
    listed = tmp_path / "repositories.txt"
    listed.write_text(f"{gone}\n{story.repository}\n", "utf-8")
    done = golden_paths(tmp_path, "fleet", str(listed))
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    assert "cannot be asked for its releases: fatal:" in done.stdout


def test_an_answers_file_of_a_fleet_is_found_by_a_relative_address_too(story: Story) -> None:
    relative = made_from(story, story.repository.parent / "beside", "../template")
    (told,) = fleet.report([relative])
    assert (told.latest, told.problem) == ("v1.0.0", "")
