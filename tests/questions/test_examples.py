"""The examples are the supported combinations: complete, valid, and every supported pair is in one of them."""

from itertools import combinations, product
from typing import Any

import pytest
import yaml
from questionnaire import choices
from rendering import EXAMPLES, examples, refusal, render_answers, stored_answers

AXES = ("infrastructure", "source", "delivery", "trigger", "accounts")
UNSUPPORTED: list[dict[str, str]] = yaml.safe_load((EXAMPLES / "unsupported.yml").read_text("utf-8"))
BY_NAME = examples()


def pairs(answers: dict[str, Any]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset({(one, answers[one]), (two, answers[two])}) for one, two in combinations(AXES, 2)}


def is_unsupported(answers: dict[str, Any]) -> bool:
    return any(all(answers[axis] == entry[axis] for axis in entry if axis != "reason") for entry in UNSUPPORTED)


def entry_name(entry: dict[str, str]) -> str:
    return "-".join(value for key, value in entry.items() if key != "reason")


@pytest.mark.parametrize("name", BY_NAME)
def test_is_a_complete_data_file(name: str) -> None:
    stored = stored_answers(render_answers(BY_NAME[name]))
    assert BY_NAME[name] == {key: value for key, value in stored.items() if not key.startswith("_")}


@pytest.mark.parametrize("name", BY_NAME)
def test_name_says_what_is_in_it(name: str) -> None:
    answers = BY_NAME[name]
    assert name == f"{answers['source']}-{answers['infrastructure']}-{answers['delivery']}"


def test_every_supported_pair_of_choices_is_in_an_example() -> None:
    everything = (dict(zip(AXES, values, strict=True)) for values in product(*map(choices, AXES)))
    supported = set().union(*(pairs(answers) for answers in everything if not is_unsupported(answers)))
    covered = set().union(*map(pairs, BY_NAME.values()))
    assert sorted(map(sorted, supported - covered)) == []


def test_no_example_shows_an_unsupported_pair() -> None:
    assert [name for name, answers in BY_NAME.items() if is_unsupported(answers)] == []


@pytest.mark.parametrize("entry", UNSUPPORTED, ids=entry_name)
def test_unsupported_pair_is_refused_with_its_reason(entry: dict[str, str]) -> None:
    answers = {axis: value for axis, value in entry.items() if axis != "reason"}
    assert refusal(answers).endswith(entry["reason"])


def test_every_pair_that_is_not_listed_is_accepted() -> None:
    for source, trigger in product(choices("source"), choices("trigger")):
        answers = {**BY_NAME["github-cdk-canary"], "source": source, "trigger": trigger}
        del answers["repository"], answers["branch"]
        assert bool(refusal(answers)) == is_unsupported(answers), (source, trigger)
