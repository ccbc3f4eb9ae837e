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


def facts(name: str) -> list[str]:
    """What docs/questions.md says of a question, besides its prose: answers, default, when it is asked, and changes."""
    question = loaded()[name]
    labels = {choice["value"] if isinstance(choice, dict) else choice: label for label, choice in _choices(question)}
    lines = [f"- Answers: {', '.join(f'`{value}` ({label})' for value, label in labels.items())}."] if labels else []
    if "{" not in str(question["default"]):
        lines.append(f"- Default: `{question['default']}`" if question["default"] else "- Default: empty")
    if condition := question.get("when"):
        lines.append(f"- Asked when `{str(condition).strip('{}= ')}`.")
    changes = re.search(r"It can(not)? change[^.]*", " ".join(str(question["help"]).split()))
    assert changes, f"{name} does not say whether it can change"
    return [*lines, f"- {changes[0]}."]


def _choices(question: dict[str, Any]) -> list[tuple[str, Any]]:
    return list((question.get("choices") or {}).items())
