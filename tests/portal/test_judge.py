"""JSON as portals send it: odd, cleared, empty or very long."""

import json
import time
from typing import Any

import pytest
from portal_forms import questionnaire

from golden_paths.portal.judge import RefusedAnswer, answers_in, usable
from golden_paths.project import Refused


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_have_is_no_json(word: str) -> None:
    with pytest.raises(Refused, match=f"^Standard input is no JSON \\({word} is no number of JSON\\)"):
        answers_in(f'{{"owner": {word}}}'.encode())


@pytest.mark.parametrize("written", ["", " \n", "\t{}\n", '{"owner": null}'])
def test_nothing_and_a_cleared_field_are_no_answer(written: str) -> None:
    assert answers_in(written.encode()) == {}
    assert answers_in(b'{"owner": null, "branch": "main"}') == {"branch": "main"}


@pytest.mark.parametrize(
    ("value", "hint"),
    [(7, ', for example "7" in quotes'), (True, ', for example "true" in quotes'), (["a"], ""), ({}, "")],
)
def test_only_what_quotes_make_text_of_gets_the_hint_with_quotes(value: Any, hint: str) -> None:
    with pytest.raises(RefusedAnswer) as refused:
        usable(questionnaire(), {"owner": value})
    assert str(refused.value) == f'{json.dumps(value)} is not text, which "owner" takes{hint}.'


def test_fifty_thousand_answers_are_read_in_a_moment() -> None:
    many = json.dumps({f"name{number}": "" for number in range(50_000)}).encode()
    began = time.process_time()
    assert len(answers_in(many)) == 50_000
    assert time.process_time() - began < 5
