"""AWS Service Catalog: a template of CloudFormation whose parameters are the questions; CodeBuild runs the runner.

The conditions of choices are rules of the template. A rule knows no pattern, so a pattern that holds in some cases only
is the runner's to judge; an answer to a hidden question is dropped by the runner.
"""

from typing import Any

from golden_paths.portal.codebuild import outputs, resources
from golden_paths.portal.conditions import ALWAYS, NEVER, Condition, Either, Every, Is, Not
from golden_paths.portal.questions import ARCHITECTURE, Question, Questionnaire
from golden_paths.portal.release import Release
from golden_paths.portal.rules import Rule
from golden_paths.portal.schema import Schema, Words, answers_schema, choices_in
from golden_paths.project import Refused

MOST = 4000


def product(questionnaire: Questionnaire, architecture: str, words: Words, release: Release) -> dict[str, Any]:
    """The template of one architecture.

    Raises Refused where a question is of a type, or has a pattern, that no parameter has.
    """
    properties = answers_schema(questionnaire, architecture, words)["properties"]
    asked = [questionnaire.by_name[name] for name in properties if name != ARCHITECTURE]
    label = next(each.label for each in questionnaire.by_name[ARCHITECTURE].choices if each.value == architecture)
    rules = {}
    for each in asked:
        for number, rule in enumerate(_rules(each, architecture), 1):
            rules[f"{parameter(each.name)}{number}"] = rule
    parameters = {parameter(each.name): _parameter(each, properties[each.name], architecture) for each in asked}
    labels = {parameter(each.name): {"default": each.title} for each in asked}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"A repository made from a golden path. {label}. Version {release.version}.",
        "Metadata": {"AWS::CloudFormation::Interface": {"ParameterLabels": labels}},
        "Parameters": parameters,
        "Rules": rules,
        "Resources": resources(architecture, {each.name: each.secret for each in asked}, release, parameter),
        "Outputs": outputs(),
    }


def parameter(name: str) -> str:
    """How CloudFormation, which wants letters and digits, calls a question."""
    return "".join(part.capitalize() for part in name.split("_"))


def as_function(condition: Condition) -> dict[str, Any]:
    """A function of rules that is true where the condition holds. Blank is not answered, and counts as the default."""
    match condition:
        case Is(name=name, values=values, default=default):
            wanted = [*values, ""] if default in values and "" not in values else list(values)
            return {"Fn::Contains": [wanted, {"Ref": parameter(name)}]}
        case Not(part=part):
            return {"Fn::Not": [as_function(part)]}
        case Every(parts=parts) if len(parts) > 1:
            return {"Fn::And": [as_function(part) for part in parts]}
        case Either(parts=parts) if len(parts) > 1:
            return {"Fn::Or": [as_function(part) for part in parts]}
    raise TypeError(condition)


def _parameter(question: Question, each: Schema, architecture: str) -> dict[str, Any]:
    if question.type != "string":
        raise Refused(f'The question "{question.name}" is of the type {question.type}, which no parameter has.')
    about = each["description"]
    if question.visible.given(ARCHITECTURE, architecture) != ALWAYS:
        about += "\nIt counts only with certain other answers, and is dropped otherwise."
    made: dict[str, Any] = {"Type": "String", "Description": about[:MOST], "Default": each.get("default", "")}
    if question.secret:
        del made["Default"]
        made["NoEcho"] = True
    offered = [choice["const"] for choice in each.get("oneOf", [])] or each.get("enum", [])
    if offered:
        made["AllowedValues"] = offered if made.get("Default") in offered else ["", *offered]
    elif fits := _pattern(question.name, each):
        made["AllowedPattern"] = fits
        made["ConstraintDescription"] = about.split("\n")[0][:MOST]
    return made


def _pattern(name: str, each: Schema) -> str:
    """One pattern that says what every part of the schema does; blank is left out, and fits."""
    parts = [each, *each.get("allOf", [])]
    wanted = [part["pattern"] for part in parts if "pattern" in part]
    refused = [part["not"]["pattern"] for part in parts if "pattern" in part.get("not", {})]
    if not wanted and not refused:
        return ""
    if not all(pattern.startswith("^") for pattern in (*wanted, *refused)):
        raise Refused(
            f'The question "{name}" has a pattern that fits somewhere, which no parameter can say: begin it with ^.'
        )
    ahead = [f"(?!{pattern})" for pattern in refused] + [f"(?={pattern})" for pattern in wanted]
    return f"^$|^{''.join(ahead)}.*$"


def _rules(question: Question, architecture: str) -> list[dict[str, Any]]:
    """What the answer must be in some cases only, as far as a rule can say it."""
    answer = {"Ref": parameter(question.name)}
    made = []
    visible = question.visible.given(ARCHITECTURE, architecture)
    if question.required:
        made.append(_rule(visible, {"Fn::Not": [{"Fn::Equals": [answer, ""]}]}, f"{question.title} is needed."))
    for rule in question.rules:
        when = rule.when.given(ARCHITECTURE, architecture)
        if when not in (ALWAYS, NEVER) and "enum" in rule.schema:
            made.append(_rule(when, _one_of(rule, answer), f"{question.title} does not go with the other answers."))
    for choice in choices_in(question, architecture):
        refused = choice.refused.given(ARCHITECTURE, architecture)
        if refused != NEVER:
            other = {"Fn::Not": [{"Fn::Equals": [answer, choice.value]}]}
            said = f'{question.title}: "{choice.label}" does not go with the other answers.'
            made.append(_rule(refused, other, said))
    return made


def _one_of(rule: Rule, answer: dict[str, str]) -> dict[str, Any]:
    return {"Fn::Contains": [["", *rule.schema["enum"]], answer]}


def _rule(when: Condition, holds: dict[str, Any], said: str) -> dict[str, Any]:
    made: dict[str, Any] = {"Assertions": [{"Assert": holds, "AssertDescription": said}]}
    return made if when == ALWAYS else {"RuleCondition": as_function(when)} | made
