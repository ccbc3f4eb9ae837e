"""A release that takes answers from existing repositories is refused, with the question by its name."""

from pathlib import Path

import pytest
from questionnaire import choices
from release_check.conftest import changed, tell
from template_edits import question, renamed_question

from release import rules
from release.version import Version


def test_the_questions_that_are_compared_are_those_that_a_person_is_asked(old: Version) -> None:
    assert {"project_name", "delivery", "source"} <= old.questions.keys()
    assert "shared_files" not in old.questions


def test_a_choice_that_is_gone_is_refused(old_questions: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old_questions, question("delivery", "delivery", choices=["canary", "all-at-once"]))
    assert any(reason.startswith("delivery: `linear` is no choice") for reason in rules.check(old_questions, new))
    assert any("examples/default.yml" in reason for reason in rules.check(old_questions, new))


def test_a_question_that_took_any_answer_does_not_become_a_choice(old_questions: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old_questions, question("project", "owner", choices=["team-7"]))
    assert [reason.split(":")[0] for reason in rules.narrowed_choices(old_questions, new)] == ["owner"]


def test_a_new_choice_is_allowed(old_questions: Version, tmp_path: Path) -> None:
    more = [*choices("delivery"), "by-hand"]
    new = changed(tmp_path, old_questions, question("delivery", "delivery", choices=more))
    assert rules.check(old_questions, new) == []


def test_a_validator_that_refuses_what_was_taken_is_refused(old_questions: Version, tmp_path: Path) -> None:
    strict = question("project", "project_name", validator="{% if project_name == 'orders' %}too common{% endif %}")
    new = changed(tmp_path, old_questions, strict, tell("project_name"))
    (reason,) = rules.check(old_questions, new)
    assert "examples/default.yml" in reason
    assert "too common" in reason


@pytest.mark.parametrize("key", ["default", "validator", "when"])
def test_a_change_that_nobody_is_told_of_is_refused(old_questions: Version, tmp_path: Path, key: str) -> None:
    new = changed(tmp_path, old_questions, question("delivery", "alerts_email", **{key: "{= owner =}"}))
    told = changed(tmp_path / "told", new, tell("alerts_email"))
    assert [reason for reason in rules.check(old_questions, new) if "alerts_email: has another" in reason]
    assert not [reason for reason in rules.check(old_questions, told) if "alerts_email: has another" in reason]


def test_what_an_earlier_release_told_is_not_told_again(old_questions: Version, tmp_path: Path) -> None:
    told_before = changed(tmp_path, old_questions, tell("alerts_email"))
    new = changed(tmp_path / "new", told_before, question("delivery", "alerts_email", default="{= owner =}"))
    assert [reason for reason in rules.check(told_before, new) if "alerts_email: has another default" in reason]


def test_a_renamed_question_needs_a_default_that_takes_the_old_answer(old_questions: Version, tmp_path: Path) -> None:
    lost = changed(tmp_path, old_questions, renamed_question("delivery", "alerts_email", "mail", ""))
    bridged = changed(
        tmp_path / "b",
        old_questions,
        renamed_question("delivery", "alerts_email", "mail", "{= alerts_email | default('') =}"),
    )
    assert [reason.split(":")[0] for reason in rules.lost_questions(old_questions, lost)] == ["alerts_email"]
    assert list(rules.lost_questions(old_questions, bridged)) == []


def test_a_question_of_before_that_happens_to_name_a_lost_one_is_no_bridge(
    old_questions: Version, tmp_path: Path
) -> None:
    lost = renamed_question("delivery", "alerts_email", "mail", "")
    new = changed(tmp_path, old_questions, lost, question("delivery", "approvers", default="{= alerts_email =}"))
    assert [reason.split(":")[0] for reason in rules.lost_questions(old_questions, new)] == ["alerts_email"]


def test_another_type_is_refused(old_questions: Version, tmp_path: Path) -> None:
    new = changed(tmp_path, old_questions, question("delivery", "approvers", type="yaml"))
    assert [reason.split(":")[0] for reason in rules.lost_questions(old_questions, new)] == ["approvers"]
