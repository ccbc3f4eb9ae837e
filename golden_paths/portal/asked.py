"""Which answers count. A portal also sends those of questions that are hidden again, and Copier would use them."""

from collections.abc import Mapping
from typing import Any

from golden_paths.portal.questions import Questionnaire


def asked(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[str]:
    """The questions that are asked with these answers, in order. One that is hidden counts with its default."""
    kept: dict[str, Any] = {}
    names = []
    for question in questionnaire.questions:
        if question.visible.holds(kept):
            names.append(question.name)
            if question.name in answers:
                kept[question.name] = answers[question.name]
    return names


def without_hidden(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that are asked."""
    return {name: answers[name] for name in asked(questionnaire, answers) if name in answers}
