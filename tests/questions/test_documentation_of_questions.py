"""docs/questions.md says of every question what the question itself says: it cannot drift."""

import re

import pytest
from exports import ROOT
from questionnaire import asked, choices, facts

PAGE = ROOT / "docs" / "questions.md"


def sections() -> dict[str, str]:
    """The text under each heading, by question."""
    found = re.split(r"^## `(\w+)`\n", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_question_has_a_section_in_the_order_asked() -> None:
    assert list(sections()) == list(asked())


@pytest.mark.parametrize("name", list(asked()))
def test_answers_default_condition_and_changes_are_those_of_the_question(name: str) -> None:
    lines = sections()[name].splitlines()
    assert [line for line in lines if re.match("- (Answers|Default|Asked|It can)", line)] == facts(name)


@pytest.mark.parametrize("name", list(asked()))
def test_a_section_says_more_than_the_question(name: str) -> None:
    prose = [line for line in sections()[name].splitlines() if line and line not in facts(name)]
    assert " ".join(prose) not in " ".join(str(asked()[name]["help"]).split())
    assert prose


@pytest.mark.parametrize("name", [name for name, question in asked().items() if "choices" in question])
def test_no_answer_is_named_that_is_none(name: str) -> None:
    offered = {value for each in asked() if "choices" in asked()[each] for value in choices(each)}
    named = re.findall(rf"`{name}: ([\w-]+)`", PAGE.read_text("utf-8"))
    assert set(named) <= offered
