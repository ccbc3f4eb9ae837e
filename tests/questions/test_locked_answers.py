"""Answers that name deployed things or choose seed-once files cannot change later; all others can."""

from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases, commit, git, update
from rendering import ANSWERS_FILE, Answers, copy, stored_answers

CHANGES = {"project_name": "tickets", "infrastructure": "sam"}
SENTENCES = {
    "project_name": '"tickets": the project name cannot change later, because stacks and data are called "orders"; '
    'start a new repository for "tickets".',
    "infrastructure": '"sam": the infrastructure cannot change later, because the stacks exist as "cdk"; '
    'start a new repository for "sam".',
}


def small_copy(repository: Path, answers: Answers | None = None) -> Path:
    """A repository of only the files that answers land in; over one that exists, as `copier copy --overwrite`."""
    return copy(repository, answers, template=exported_answers_only(), overwrite=True)


@pytest.mark.parametrize("name", CHANGES)
def test_update_refuses_to_change(tmp_path: Path, small_releases: Releases, name: str) -> None:
    repository = small_releases.repository(tmp_path / "orders")
    small_releases.publish("v1.1.0")
    with pytest.raises(ValueError, match="cannot change later") as refused:
        update(repository, **{name: CHANGES[name]})
    assert str(refused.value).endswith(SENTENCES[name])
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize("folder", ["orders", "[orders]", "or?ers*"])
@pytest.mark.parametrize("name", CHANGES)
def test_copy_over_an_existing_repository_refuses_to_change(tmp_path: Path, name: str, folder: str) -> None:
    repository = small_copy(tmp_path / folder)
    with pytest.raises(ValueError, match="cannot change later"):
        small_copy(repository, {name: CHANGES[name]})
    assert stored_answers(repository)["project_name"] == "orders"


def test_a_repository_of_another_architecture_is_refused(tmp_path: Path) -> None:
    # Only one architecture is offered yet; the file says what a later version would have written.
    repository = small_copy(tmp_path / "orders")
    answers = repository / ANSWERS_FILE
    answers.write_text(answers.read_text("utf-8").replace('"serverless"', '"containers"'), encoding="utf-8")
    with pytest.raises(ValueError, match='because this repository was made for "containers"'):
        small_copy(repository)


def test_supplying_the_stored_answers_does_not_lift_the_lock(tmp_path: Path) -> None:
    repository = small_copy(tmp_path / "orders")
    with pytest.raises(ValueError, match="leave it out of your answers"):
        small_copy(repository, {"stored": "{}", "project_name": "tickets"})


def test_update_to_the_same_answers_changes_nothing(tmp_path: Path, small_releases: Releases) -> None:
    repository = small_releases.repository(tmp_path / "orders", infrastructure="sam", project_name="tickets")
    assert update(repository) == []


def test_everything_else_can_change(tmp_path: Path, small_releases: Releases) -> None:
    repository = small_releases.repository(tmp_path / "orders")
    changed = {
        "description": "Sells tickets.",
        "owner": "team-7",
        "source": "s3",
        "repository": "in/orders.zip",
        "accounts": "per-environment",
        "prod_account": "012345678901",
        "region": "eu-west-1",
        "delivery": "linear",
        "approvers": "Admin",
        "alerts_email": "team-7@example.com",
    }
    update(repository, **changed)
    stored = stored_answers(repository)
    assert {name: stored[name] for name in changed} == changed
    assert "branch" not in stored


def test_an_answer_of_another_source_gives_way_to_its_default(tmp_path: Path, small_releases: Releases) -> None:
    # owner/name is no key of a zip, and a zip has no tags: both fall back to what the new source suggests.
    repository = small_releases.repository(tmp_path / "orders", repository="acme/orders", trigger="tags")
    update(repository, source="s3")
    stored = stored_answers(repository)
    assert (stored["repository"], stored["trigger"]) == ("source/orders.zip", "branch")


def test_work_of_the_team_survives_a_changed_answer(tmp_path: Path, small_releases: Releases) -> None:
    repository = small_releases.repository(tmp_path / "orders")
    project = repository / "project.py"
    project.write_text(project.read_text("utf-8") + "\nOUR_OWN = True\n", encoding="utf-8")
    commit(repository)
    update(repository, owner="team-7")
    assert "OUR_OWN = True" in project.read_text("utf-8")
    assert 'OWNER = "team-7"' in project.read_text("utf-8")
