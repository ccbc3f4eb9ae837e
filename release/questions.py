"""The questions of a version of the template, as Copier reads them."""

from pathlib import Path
from typing import Any

from copier._template import load_template_config

Question = dict[str, Any]


def read(template: Path) -> dict[str, Question]:
    """The questions that a person may be asked, by name; those that are only computed are left out.

    template: the folder with `copier.yml`.
    """
    found = load_template_config(template / "copier.yml")
    return {
        name: question if isinstance(question, dict) else {"type": type(question).__name__, "default": question}
        for name, question in found.items()
        if not name.startswith("_") and not (isinstance(question, dict) and question.get("when") is False)
    }


def choices(question: Question) -> list[Any]:
    """The values that a question offers; empty when it takes any."""
    offered = question.get("choices") or {}
    if isinstance(offered, str):  # an expression: what it offers depends on other answers
        return []
    listed = offered.values() if isinstance(offered, dict) else offered
    return [_value(each) for each in listed]


def _value(choice: Any) -> Any:
    if isinstance(choice, dict):
        return choice["value"]
    return _value(choice[1]) if isinstance(choice, list) else choice
