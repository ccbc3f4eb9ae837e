"""The examples are the supported combinations: complete, valid, and every supported pair is in one of them."""

from itertools import combinations, product
from typing import Any

import pytest
import yaml
from questionnaire import asked, choices
from rendering import EXAMPLES, examples, refusal, render_answers, stored_answers
from variants import ARCHITECTURES, each_architecture

# Whose pairs are shown, by architecture. Source, trigger and accounts are the same code in all: serverless shows these.
PAIRED = {
    "serverless": ("infrastructure", "source", "delivery", "trigger", "accounts"),
    "containers": ("compute", "deployed_by", "delivery", "egress", "zones"),
    "network-functions": ("shape", "entry", "function", "zones"),
    # Dialect and code page are of COBOL alone: each choice is in an example, and what it does is in the unit tests.
    "mainframe-modernization": ("store", "deployed_by", "delivery", "compute", "egress", "zones"),
}
NAMED_BY = {
    "serverless": "{source}-{infrastructure}-{delivery}",
    "containers": "{architecture}-{compute}-{deployed_by}-{delivery}",
    "network-functions": "{architecture}-{shape}-{function}-{delivery}",
    "mainframe-modernization": "mainframe-{store}-{deployed_by}-{delivery}",
}
# Two questions of which the second refuses some choices.
REFUSING = [("source", "trigger"), ("architecture", "infrastructure"), ("architecture", "delivery")]
UNSUPPORTED: list[dict[str, Any]] = yaml.safe_load((EXAMPLES / "unsupported.yml").read_text("utf-8"))
BY_NAME = examples()


def of(architecture: str) -> list[dict[str, Any]]:
    return [answers for answers in BY_NAME.values() if answers["architecture"] == architecture]


def pairs(answers: dict[str, Any]) -> set[frozenset[tuple[str, Any]]]:
    axes = PAIRED[answers["architecture"]]
    return {frozenset({(one, answers[one]), (two, answers[two])}) for one, two in combinations(axes, 2)}


def is_unsupported(answers: dict[str, Any]) -> bool:
    return any(all(answers.get(axis) == entry[axis] for axis in entry if axis != "reason") for entry in UNSUPPORTED)


def entry_name(entry: dict[str, Any]) -> str:
    return "-".join(str(value) for key, value in entry.items() if key != "reason")


@pytest.mark.parametrize("name", BY_NAME)
def test_is_a_complete_data_file(name: str) -> None:
    stored = stored_answers(render_answers(BY_NAME[name]))
    given = {key: value for key, value in stored.items() if not key.startswith("_")}
    assert list(BY_NAME[name].items()) == list(given.items())


@pytest.mark.parametrize("name", BY_NAME)
def test_name_says_what_is_in_it(name: str) -> None:
    answers = BY_NAME[name]
    assert name == NAMED_BY[answers["architecture"]].format_map(answers)


@each_architecture
def test_every_supported_pair_of_choices_is_in_an_example(architecture: str) -> None:
    axes = PAIRED[architecture]
    combined = (dict(zip(axes, values, strict=True)) for values in product(*map(choices, axes)))
    everything = [{"architecture": architecture, **answers} for answers in combined]
    supported = set().union(*(pairs(answers) for answers in everything if not is_unsupported(answers)))
    covered = set().union(*map(pairs, of(architecture)))
    assert sorted(map(str, supported - covered)) == []


@each_architecture
def test_every_supported_choice_is_in_an_example(architecture: str) -> None:
    for question in [name for name in of(architecture)[0] if "choices" in asked()[name] and name != "architecture"]:
        offered = {"architecture": architecture}
        supported = {value for value in choices(question) if not is_unsupported({**offered, question: value})}
        assert {answers[question] for answers in of(architecture)} == supported, question


def test_there_are_examples_of_every_architecture() -> None:
    assert choices("architecture") == list(ARCHITECTURES) == list(PAIRED)


def test_no_example_shows_what_is_unsupported() -> None:
    assert [name for name, answers in BY_NAME.items() if is_unsupported(answers)] == []


@pytest.mark.parametrize("entry", UNSUPPORTED, ids=entry_name)
def test_what_is_unsupported_is_refused_with_its_reason_by_the_question_named_last(entry: dict[str, Any]) -> None:
    answers = {axis: value for axis, value in entry.items() if axis != "reason"}
    assert refusal(answers) == f"Invalid choice for {list(answers)[-1]!r}: {entry['reason']}"


def test_every_pair_that_is_not_listed_is_accepted() -> None:
    base = BY_NAME["github-cdk-canary"]
    own = {name: value for name, value in base.items() if name not in ("repository", "branch")}
    # The default, which some of what is not supported depends on.
    own |= {"entry": "gateway-load-balancer"}
    for one, two in REFUSING:
        for chosen in product(choices(one), choices(two)):
            answers = {**own, one: chosen[0], two: chosen[1]}
            assert bool(refusal(answers)) == is_unsupported(answers), chosen
