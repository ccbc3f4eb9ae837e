"""The questionnaire as its files say it, read without copier, to compare with what copier loads."""

import re
from functools import cache
from typing import Any

import yaml
from copier._template import load_template_config
from exports import ROOT

QUESTIONS = ROOT / "questions"


def names_in_files() -> list[str]:
    """Every question in `questions/*.yml`, by file and line; a name that occurs twice is listed twice."""
    names = []
    for path in sorted(QUESTIONS.glob("*.yml")):
        root = yaml.compose(path.read_text("utf-8"))
        assert isinstance(root, yaml.MappingNode), f"{path.name} is not a list of questions"
        names += [key.value for key, _ in root.value if not key.value.startswith("_")]
    return names


@cache
def loaded() -> dict[str, dict[str, Any]]:
    """The questions that copier loads, by name, in the order asked."""
    config = load_template_config(ROOT / "copier.yml")
    return {name: question for name, question in config.items() if not name.startswith("_")}


def asked() -> dict[str, dict[str, Any]]:
    """Those that a person may see."""
    return {name: question for name, question in loaded().items() if question.get("when") is not False}


def first_words(name: str) -> str:
    """What a question says before its first question mark and before any answer is filled in."""
    return re.split(r"{[%=].*?[%=]}|\?", str(loaded()[name]["help"]))[0] or "Wh"


def choices(name: str) -> list[str]:
    """The values that a question with choices offers."""
    return [choice["value"] if isinstance(choice, dict) else choice for choice in loaded()[name]["choices"].values()]
