"""Judges the answers that a portal sends, before anything is rendered."""

import json
from collections.abc import Mapping
from typing import Any

from golden_paths.portal.asked import without_hidden
from golden_paths.portal.imports import without
from golden_paths.portal.questions import ARCHITECTURE, Question, Questionnaire
from golden_paths.portal.schema import answers_schema
from golden_paths.project import Refused

# Of its grammars jsonschema makes checks of formats, for more than a second. Our schemas have no formats.
with without("rfc3987_syntax"):
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

KINDS = {"string": (str, "text"), "boolean": (bool, "true or false"), "integer": (int, "a whole number")}


class RefusedAnswer(Refused):
    """One answer is refused; `question` is its name."""

    def __init__(self, question: str, sentence: str) -> None:
        super().__init__(sentence)
        self.question = question


def answers_in(written: bytes) -> dict[str, Any]:
    """The answers that a portal wrote, without fields that somebody cleared (null).

    Raises Refused where they are no JSON object, or one is given twice.
    """
    try:
        read = json.loads(written.decode().strip() or "{}", object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:  # also a number that is too long for Python
        raise Refused(f"Standard input is no JSON ({error}); write an object, for example {_EXAMPLE}") from None
    if not isinstance(read, dict):
        raise Refused(f"Standard input is no JSON object of answers; write one, for example {_EXAMPLE}")
    return {name: value for name, value in read.items() if value is not None}


_EXAMPLE = '{"architecture": "serverless", "project_name": "orders"}'


def usable(questionnaire: Questionnaire, sent: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The answers that count, and the names of those that do not, since their question is hidden.

    Raises RefusedAnswer: an answer has no question, is of another type, or belongs to a question that nobody is asked.
    """
    by_name = questionnaire.by_name
    for name, value in sent.items():
        if name in questionnaire.hidden:
            raise RefusedAnswer(name, f'"{name}" follows from other answers, so leave it out.')
        if name not in by_name:
            known = ", ".join(by_name)
            raise RefusedAnswer(name, f'"{name}" is no question of this template; these are: {known}.')
        _refuse_another_type(by_name[name], value)
    kept = without_hidden(questionnaire, sent)
    return kept, [name for name in sent if name not in kept]


def secrets_in(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to questions that are secret."""
    return {name: value for name, value in answers.items() if questionnaire.by_name[name].secret}


def refused_by_schema(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> RefusedAnswer | None:
    """What the JSON Schema of the architecture has against these answers, if anything."""
    architecture = answers.get(ARCHITECTURE, questionnaire.by_name[ARCHITECTURE].default)
    if architecture not in questionnaire.architectures:
        known = ", ".join(questionnaire.architectures)
        return RefusedAnswer(ARCHITECTURE, f"{_shown(architecture)} is no architecture; these are: {known}.")
    schema = answers_schema(questionnaire, architecture, lambda question, of: ("", None))
    error = next(Draft202012Validator(schema).iter_errors({ARCHITECTURE: architecture, **answers}), None)
    return _sentence(error, questionnaire) if error else None


def _sentence(error: ValidationError, questionnaire: Questionnaire) -> RefusedAnswer:
    name = str(error.path[0]) if error.path else _missing(error)
    question = questionnaire.by_name.get(name)
    if error.validator == "required":
        return RefusedAnswer(name, f'"{name}" needs an answer with your other answers.')
    # A secret is told to nobody.
    value = "This answer" if question and question.secret else _shown(error.instance)
    if question and question.choices:
        offered = ", ".join(str(each.value) for each in question.choices)
        return RefusedAnswer(name, f'{value} is no choice of "{name}" with your other answers; there are: {offered}.')
    rule = json.dumps(error.validator_value, ensure_ascii=False)
    return RefusedAnswer(name, f'{value} does not fit the rule of "{name}": {error.validator} {rule}.')


def _missing(error: ValidationError) -> str:
    needed: object = error.validator_value
    given = error.instance if isinstance(error.instance, dict) else {}
    return next((str(name) for name in needed if name not in given), "") if isinstance(needed, list) else ""


def _refuse_another_type(question: Question, value: Any) -> None:
    kind, word = KINDS.get(question.type, (object, "a value"))
    # Python takes true for a number.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        told = "The answer" if question.secret else _shown(value)
        # In quotes, a number and true are text; a list is not.
        quoted = question.type == "string" and isinstance(value, (int, float)) and not question.secret
        hint = f', for example "{_shown(value)}" in quotes' if quoted else ""
        raise RefusedAnswer(question.name, f'{told} is not {word}, which "{question.name}" takes{hint}.')


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise RefusedAnswer(name, f'"{name}" is answered twice: send one answer.')
        found[name] = value
    return found


def _no_number(word: str) -> None:
    """Python reads these words, and JSON does not have them."""
    raise ValueError(f"{word} is no number of JSON")
