"""An answer to a secret question is repeated in no message."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports import exported_answers_only
from portal_runner import created, portal
from releases import Releases

SECRET = "s3cr3t"  # noqa: S105  Nothing but a word to look for.


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    """A template whose question for the owner is secret."""
    template = shutil.copytree(exported_answers_only(), tmp_path / "with-a-secret")
    file = template / "questions" / "project.yml"
    questions = yaml.safe_load(file.read_text("utf-8"))
    questions["owner"]["secret"] = True
    file.write_text(yaml.safe_dump(questions, sort_keys=False), "utf-8")
    return Releases(tmp_path / "template", template)


@pytest.mark.parametrize("value", [f"{SECRET}!", [SECRET], f"-{SECRET}"])
def test_a_refusal_names_the_question_and_repeats_no_secret(releases: Releases, tmp_path: Path, value: Any) -> None:
    code, told, errors = created(releases, tmp_path / "orders", {"owner": value})
    assert (code, told["error"]["question"]) == (1, "owner")
    assert SECRET not in f"{told}{errors}"


@pytest.mark.parametrize("value", [f"{SECRET}!", [SECRET]])
def test_an_update_repeats_no_secret(releases: Releases, tmp_path: Path, value: Any) -> None:
    repository = releases.repository(tmp_path / "orders", owner="team")
    code, told, errors = portal("check", repository, sent={"owner": value})
    assert (code, told["error"]["question"]) == (1, "owner")
    assert SECRET not in f"{told}{errors}"
