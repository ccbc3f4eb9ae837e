"""Odd and hostile values: refused with question, value, rule and example, or carried exactly into files that parse."""

import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from carried import approvers, assert_every_file_parses, carried
from odd_values import IN_NO_NAME, NO_TEXT, RIGHT, WRONG
from questionnaire import asked
from rendering import refusal, render_answers

NAMES = ["project_name", "owner", "repository", "branch", "approvers", "alerts_email"]
ACCOUNTS = ["dev_account", "staging_account", "prod_account"]
QUESTIONS_WITH_CHOICES = [name for name, question in asked().items() if "choices" in question]


def cases(values: dict[str, list[str]]) -> list[Any]:
    return [pytest.param(name, value, id=f"{name}-{value[:20]!a}") for name in values for value in values[name]]


@cache
def repository_with(number: int) -> Path:
    """A repository that carries a right value of each question, the one of this number: few renderings for many."""
    answers = {question: values[number % len(values)] for question, values in RIGHT.items()}
    repository = render_answers(answers, accounts="per-environment")
    assert_every_file_parses(repository)
    return repository


@pytest.mark.parametrize(("question", "value"), cases(RIGHT))
def test_right_value_is_carried_exactly(question: str, value: str) -> None:
    repository = repository_with(RIGHT[question].index(value))
    if question == "approvers":
        assert approvers(repository) == tuple(name.strip() for name in value.split(",") if name)
    else:
        assert set(carried(repository, question)) == {value}


def assert_refused(question: str, value: str) -> None:
    sentence = refusal({question: value, **({"accounts": "per-environment"} if question in ACCOUNTS else {})})
    assert sentence.startswith(f"Validation error for question '{question}': ")
    shown = (json.dumps(value), json.dumps(value, ensure_ascii=False))
    assert any(form[:60] in sentence for form in shown), f"the value is not in: {sentence}"
    assert ", for example " in sentence
    assert sentence.isprintable()
    assert len(sentence) < 500


@pytest.mark.parametrize("value", NO_TEXT.values(), ids=NO_TEXT)
def test_what_is_no_text_is_refused_as_a_description(value: str) -> None:
    assert_refused("description", value)


@pytest.mark.parametrize("value", IN_NO_NAME.values(), ids=IN_NO_NAME)
@pytest.mark.parametrize("question", NAMES)
def test_what_is_in_no_name_is_refused(question: str, value: str) -> None:
    assert_refused(question, value)


@pytest.mark.parametrize(("question", "value"), cases(WRONG))
def test_wrong_value_is_refused(question: str, value: str) -> None:
    assert_refused(question, value)


@pytest.mark.parametrize(
    ("question", "value"),
    [*product(QUESTIONS_WITH_CHOICES, ["nope"]), *product(["source"], ["", "S3", "{= 1 =}", "a\nb"])],
)
def test_value_that_is_no_choice_is_refused_with_the_choices(question: str, value: str) -> None:
    sentence = refusal({question: value})
    assert sentence.startswith(f"Invalid choice for '{question}': {value!r} is not in [")
