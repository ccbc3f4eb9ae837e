"""Answers that name deployed things or choose seed-once files cannot change later; all others can."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from exports import exported_answers_only
from releases import Releases, commit, git, update
from rendering import Answers, copy, stored_answers


@dataclass(frozen=True)
class Locked:
    """An answer that cannot change. made_with: the answers of the repository before."""

    question: str
    to: str
    sentence: str
    made_with: dict[str, Any] = field(default_factory=dict)


CONTAINERS = {"architecture": "containers"}
MAINFRAME = {"architecture": "mainframe-modernization"}
LOCKED = [
    Locked(
        "project_name",
        "tickets",
        '"tickets": the project name cannot change later, because stacks and data are called "orders"; '
        'start a new repository for "tickets".',
    ),
    Locked(
        "architecture",
        "containers",
        '"containers": the architecture cannot change later, because this repository was made for "serverless"; '
        'start a new repository for "containers".',
    ),
    Locked(
        "architecture",
        "serverless",
        '"serverless": the architecture cannot change later, because this repository was made for "containers"; '
        'start a new repository for "serverless".',
        CONTAINERS,
    ),
    Locked(
        "infrastructure",
        "sam",
        '"sam": the infrastructure cannot change later, because the stacks exist as "cdk"; '
        'start a new repository for "sam".',
    ),
    Locked(
        "compute",
        "ec2",
        '"ec2": the compute cannot change later, because the service runs on "fargate"; '
        'start a new repository for "ec2".',
        CONTAINERS,
    ),
    Locked(
        "compute",
        "fargate",
        '"fargate": the compute cannot change later, because the service runs on "ec2"; '
        'start a new repository for "fargate".',
        {**CONTAINERS, "compute": "ec2"},
    ),
    Locked(
        "store",
        "dynamodb",
        '"dynamodb": the store cannot change later, because the accounts are in "postgresql"; '
        'start a new repository for "dynamodb".',
        MAINFRAME,
    ),
    Locked(
        "store",
        "postgresql",
        '"postgresql": the store cannot change later, because the accounts are in "dynamodb"; '
        'start a new repository for "postgresql".',
        {**MAINFRAME, "store": "dynamodb"},
    ),
    Locked(
        "code_page",
        "273",
        '"273": the code page cannot change later, because the data sets are in "037"; '
        'start a new repository for "273".',
        MAINFRAME,
    ),
    Locked(
        "code_page",
        "037",
        '"037": the code page cannot change later, because the data sets are in "1047"; '
        'start a new repository for "037".',
        {**MAINFRAME, "code_page": "1047"},
    ),
]

each_locked = pytest.mark.parametrize("locked", LOCKED, ids=lambda locked: f"{locked.question} to {locked.to}")


def small_copy(repository: Path, answers: Answers | None = None) -> Path:
    """A repository of only the files that answers land in; over one that exists, as `copier copy --overwrite`."""
    return copy(repository, answers, template=exported_answers_only(), overwrite=True)


@each_locked
def test_update_refuses_to_change(tmp_path: Path, small_releases: Releases, locked: Locked) -> None:
    repository = small_releases.repository(tmp_path / "orders", **locked.made_with)
    small_releases.publish("v1.1.0")
    with pytest.raises(ValueError, match="cannot change later") as refused:
        update(repository, **{locked.question: locked.to})
    assert str(refused.value).endswith(locked.sentence)
    assert git(repository, "status", "--porcelain") == ""


@each_locked
def test_copy_over_an_existing_repository_refuses_to_change(tmp_path: Path, locked: Locked) -> None:
    assert_copy_refuses_to_change(tmp_path / "orders", locked)


@pytest.mark.parametrize("folder", ["[orders]", "or?ers*"])
def test_no_name_of_a_folder_lifts_the_lock(tmp_path: Path, folder: str) -> None:
    assert_copy_refuses_to_change(tmp_path / folder, LOCKED[0])


def assert_copy_refuses_to_change(repository: Path, locked: Locked) -> None:
    before = stored_answers(small_copy(repository, locked.made_with))
    with pytest.raises(ValueError, match="cannot change later"):
        small_copy(repository, {**locked.made_with, locked.question: locked.to})
    assert stored_answers(repository) == before


def test_supplying_the_stored_answers_does_not_lift_the_lock(tmp_path: Path) -> None:
    repository = small_copy(tmp_path / "orders")
    with pytest.raises(ValueError, match="leave it out of your answers"):
        small_copy(repository, {"stored": "{}", "project_name": "tickets"})


def test_update_to_the_same_answers_changes_nothing(tmp_path: Path, small_releases: Releases) -> None:
    repository = small_releases.repository(tmp_path / "orders", infrastructure="sam", project_name="tickets")
    assert update(repository) == []


def test_whatever_only_containers_are_asked_can_change_but_the_compute(
    tmp_path: Path, small_releases: Releases
) -> None:
    repository = small_releases.repository(tmp_path / "orders", **CONTAINERS, compute="ec2")
    changed = {
        "zones": "3",
        "egress": "endpoints",
        "deployed_by": "codedeploy",
        "domain": "api.example.com",
        "certificate": "arn:aws:acm:us-east-1:012345678901:certificate/12345678-1234-1234-1234-123456789012",
    }
    update(repository, **changed)
    stored = stored_answers(repository)
    assert {name: stored[name] for name in changed} == changed
    assert stored["compute"] == "ec2"


def test_the_old_system_and_the_dialect_can_change(tmp_path: Path, small_releases: Releases) -> None:
    repository = small_releases.repository(tmp_path / "accounts", **MAINFRAME, store="dynamodb", code_page="273")
    changed = {"dialect": "mvs", "legacy_url": "https://old.example.com"}
    update(repository, **changed)
    stored = stored_answers(repository)
    assert {name: stored[name] for name in changed} == changed
    assert (stored["store"], stored["code_page"]) == ("dynamodb", "273")


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
