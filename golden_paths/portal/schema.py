"""JSON Schemas of the answers, one per architecture, in words that draft-07 and draft 2020-12 both know.

Two arrangements of the same questions: `answers_schema` is strict (a hidden question has no answer), for programs;
`form_schema` puts a question that depends on others into the `then` of its condition, which is how forms show it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from golden_paths.portal.conditions import ALWAYS, NEVER, Condition, Either, Every, Is, Not
from golden_paths.portal.questions import ARCHITECTURE, Choice, Question, Questionnaire
from golden_paths.portal.rules import Rule

Schema = dict[str, Any]
Words = Callable[[Question, str], tuple[str, Any]]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def answers_schema(questionnaire: Questionnaire, architecture: str, words: Words) -> Schema:
    """What the answers of one architecture may be; nothing else is accepted.

    words: help and default (or None) of a question in this architecture.
    """
    asked = _asked(questionnaire, architecture)
    properties = {each.name: _property(each, architecture, words) for each in asked}
    conditions: list[Schema] = []
    for each in asked:
        visible = each.visible.given(ARCHITECTURE, architecture)
        if visible != ALWAYS:
            then: Schema = {"required": [each.name]} if each.required else {}
            hidden: Schema = {"not": {"required": [each.name]}}
            conditions.append({"if": as_schema(visible), "then": then, "else": hidden})
        conditions += _demands(each, architecture)
    return _schema(f"Answers of the architecture {architecture}", asked, properties, conditions) | {
        "additionalProperties": False
    }


def form_schema(questionnaire: Questionnaire, architecture: str, words: Words) -> Schema:
    """The same as a form reads it: a question that is not always asked appears with the condition."""
    asked = _asked(questionnaire, architecture)
    properties, conditions = {}, []
    for each in asked:
        visible = each.visible.given(ARCHITECTURE, architecture)
        made = _property(each, architecture, words)
        if visible == ALWAYS:
            properties[each.name] = made
        else:
            then = {"properties": {each.name: made}} | ({"required": [each.name]} if each.required else {})
            conditions.append({"if": as_schema(visible), "then": then})
        conditions += _demands(each, architecture)
    made = _schema("Answers", asked, properties, conditions)
    del made["$schema"]
    return made


def as_schema(condition: Condition) -> Schema:
    """A schema that answers fit where the condition holds."""
    match condition:
        case Is(name=name, values=values, default=default):
            fits: Schema = {"properties": {name: {"const": values[0]} if len(values) == 1 else {"enum": list(values)}}}
            # An answer that is missing fits `properties`, and is the default.
            return fits if default in values else fits | {"required": [name]}
        case Not(part=Is(name=name, values=values, default=default)):
            others: Schema = {"properties": {name: {"not": {"enum": list(values)}}}}
            return others | {"required": [name]} if default in values else others
        case Not(part=part):
            return {"not": as_schema(part)}
        case Every(parts=parts):
            return {"allOf": [as_schema(part) for part in parts]} if parts else {}
        case Either(parts=parts):
            return {"anyOf": [as_schema(part) for part in parts]} if parts else {"not": {}}
    raise TypeError(condition)


def choices_in(question: Question, architecture: str) -> list[Choice]:
    """The choices that the architecture has."""
    return [each for each in question.choices if each.refused.given(ARCHITECTURE, architecture) != ALWAYS]


def _asked(questionnaire: Questionnaire, architecture: str) -> list[Question]:
    return [each for each in questionnaire.questions if each.visible.given(ARCHITECTURE, architecture) != NEVER]


def _schema(title: str, asked: list[Question], properties: Mapping[str, Schema], conditions: list[Schema]) -> Schema:
    # What a question needs always; one that needs an answer only while it is asked is in its condition.
    required = [ARCHITECTURE, *(each.name for each in asked if each.required and each.visible == ALWAYS)]
    made: Schema = {"$schema": DRAFT, "title": title, "type": "object", "required": required}
    return made | {"properties": dict(properties)} | ({"allOf": conditions} if conditions else {})


def _property(question: Question, architecture: str, words: Words) -> Schema:
    help_, default = words(question, architecture)
    made: Schema = {"title": question.title, "description": help_, "type": question.type}
    if question.name == ARCHITECTURE:
        return made | {"const": architecture, "default": architecture}
    if question.choices:
        offered = choices_in(question, architecture)
        made["oneOf"] = [{"const": each.value, "title": each.label} for each in offered]
    for rule in question.rules:
        if rule.when.given(ARCHITECTURE, architecture) == ALWAYS:
            made = _with(made, _fits(rule))
    if default is not None and not question.required:
        made["default"] = default
    return made


def _demands(question: Question, architecture: str) -> list[Schema]:
    """What an answer must fit in some cases only."""
    demands: list[Schema] = []
    for rule in question.rules:
        when = rule.when.given(ARCHITECTURE, architecture)
        if when not in (ALWAYS, NEVER):
            demands.append({"if": as_schema(when), "then": {"properties": {question.name: _fits(rule)}}})
    for choice in choices_in(question, architecture):
        refused = choice.refused.given(ARCHITECTURE, architecture)
        if refused != NEVER:
            other = {"properties": {question.name: {"not": {"const": choice.value}}}}
            demands.append({"if": as_schema(refused), "then": other})
    return demands


def _fits(rule: Rule) -> Schema:
    if rule.optional and "pattern" in rule.schema:
        return {"pattern": f"^$|{rule.schema['pattern']}"}
    if rule.optional:
        return {"anyOf": [{"const": ""}, rule.schema]}
    return rule.schema


def _with(made: Schema, more: Schema) -> Schema:
    if made.keys() & more.keys():
        return made | {"allOf": [*made.get("allOf", []), more]}
    return made | more
