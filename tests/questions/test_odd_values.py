"""Odd and hostile values: refused with question, value, rule and example, or carried exactly into files that parse."""

import json
from typing import Any

import pytest
from carried import approvers, assert_every_file_parses, carried
from odd_values import ODD, RIGHT, WRONG
from rendering import refusal, render_answers

TEXT_QUESTIONS = ["project_name", "description", "owner", "repository", "branch", "approvers", "alerts_email"]
ACCOUNTS = ["dev_account", "staging_account", "prod_account"]


def supplied(question: str, value: Any) -> dict[str, Any]:
    """Answers with this one; the question is one that is asked."""
    return {question: value, **({"accounts": "per-environment"} if question in ACCOUNTS else {})}


def assert_sentence_about(question: str, value: str, sentence: str) -> None:
    assert sentence.startswith(f"Validation error for question '{question}': ")
    shown = (json.dumps(value), json.dumps(value, ensure_ascii=False))
    assert any(form[:60] in sentence for form in shown), f"the value is not in: {sentence}"
    assert ", for example " in sentence
    assert sentence.isprintable()
    assert len(sentence) < 500


def assert_carried(question: str, value: str) -> None:
    repository = render_answers(supplied(question, value))
    if question == "approvers":
        assert approvers(repository) == tuple(name.strip() for name in value.split(",") if name)
    else:
        assert set(carried(repository, question)) == {value}
    assert_every_file_parses(repository)


def cases(values: dict[str, list[str]]) -> list[Any]:
    return [pytest.param(name, value, id=f"{name}-{value[:20]!a}") for name in values for value in values[name]]


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("question", TEXT_QUESTIONS)
def test_odd_value_is_refused_with_a_sentence_or_carried_exactly(question: str, value: str) -> None:
    if sentence := refusal(supplied(question, value)):
        assert_sentence_about(question, value, sentence)
    else:
        assert_carried(question, value)


@pytest.mark.parametrize(("question", "value"), cases(RIGHT))
def test_right_value_is_carried_exactly(question: str, value: str) -> None:
    assert_carried(question, value)


@pytest.mark.parametrize(("question", "value"), cases(WRONG))
def test_wrong_value_is_refused(question: str, value: str) -> None:
    assert_sentence_about(question, value, refusal(supplied(question, value)))


@pytest.mark.parametrize("question", ["architecture", "source", "trigger", "infrastructure", "accounts", "delivery"])
@pytest.mark.parametrize("value", ["nope", "", "CDK", "{= 1 =}", "a\nb"])
def test_value_that_is_no_choice_is_refused_with_the_choices(question: str, value: str) -> None:
    sentence = refusal({question: value})
    assert sentence.startswith(f"Invalid choice for '{question}': {value!r} is not in [")
