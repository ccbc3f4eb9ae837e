"""With an account for each environment, none of them has the account of another; a repository that has keeps it."""

from pathlib import Path

import pytest
from exports import exported_answers_only
from releases import Releases, commit, update
from rendering import refusal, stored_answers

from golden_paths.update import plan

ID, OTHER = "012345678901", "345678901234"
NAMES = ("dev_account", "staging_account", "prod_account")


def answers(*ids: str) -> dict[str, str]:
    return {"accounts": "per-environment", **dict(zip(NAMES, ids, strict=True))}


@pytest.mark.parametrize(
    ("ids", "question", "same"),
    [
        ((ID, ID, ID), "staging_account", "dev_account"),
        ((ID, ID, OTHER), "staging_account", "dev_account"),
        ((ID, OTHER, ID), "prod_account", "dev_account"),
        ((ID, OTHER, OTHER), "prod_account", "staging_account"),
        (("", ID, ID), "prod_account", "staging_account"),
    ],
)
def test_an_id_that_occurs_twice_is_refused_with_the_ways_out(ids: tuple[str, ...], question: str, same: str) -> None:
    twice = max(ids, key=ids.count)
    assert refusal(answers(*ids)) == (
        f"Validation error for question '{question}': \"{twice}\": {same} has this id, and with accounts "
        '"per-environment" each environment has an account of its own. Give another id, leave it empty until you '
        "deploy, or answer accounts: one."
    )


@pytest.mark.parametrize("ids", [("", "", ""), (ID, "", ""), (ID, "", OTHER), ("", ID, OTHER)])
def test_ids_that_are_still_missing_are_not_the_same(ids: tuple[str, ...]) -> None:
    assert refusal(answers(*ids)) == ""


@pytest.fixture
def made_with_one_id(tmp_path: Path) -> tuple[Releases, Path]:
    """A repository of a release that took one id three times, and the release of today."""
    releases = Releases(tmp_path / "template", exported_answers_only())
    sentences = releases.folder / "questions" / "sentences.jinja"
    today = sentences.read_text("utf-8")
    sentences.write_text(today.replace("elif id and same and", "elif false and"), "utf-8")
    assert sentences.read_text("utf-8") != today
    releases.publish("v1.1.0")
    repository = releases.repository(tmp_path / "orders", **answers(ID, ID, ID))
    sentences.write_text(today, "utf-8")
    releases.publish("v1.2.0")
    return releases, repository


def test_a_repository_that_has_one_id_three_times_is_updated_by_copier(
    made_with_one_id: tuple[Releases, Path],
) -> None:
    _, repository = made_with_one_id
    update(repository)
    stored = stored_answers(repository)
    assert stored["_commit"] == "v1.2.0"
    assert [stored[name] for name in NAMES] == [ID, ID, ID]


def test_a_repository_that_has_one_id_three_times_is_updated_by_make_update(
    made_with_one_id: tuple[Releases, Path],
) -> None:
    _, repository = made_with_one_id
    planned = plan(repository)
    assert planned.version == "v1.2.0"
    assert [each.path for each in planned.findings] == []


def test_it_does_not_get_the_id_of_another_environment_later(made_with_one_id: tuple[Releases, Path]) -> None:
    _, repository = made_with_one_id
    update(repository, dev_account=OTHER)
    commit(repository)
    with pytest.raises(ValueError, match="dev_account has this id"):
        update(repository, staging_account=OTHER)
