"""Port: a blueprint of what is made, and a self-service action per architecture. Port shows a field by a jq query."""

import json
from typing import Any

from golden_paths.portal.conditions import ALWAYS, NEVER, Condition, Either, Every, Is, Not
from golden_paths.portal.questions import ARCHITECTURE, Questionnaire
from golden_paths.portal.release import Release
from golden_paths.portal.schema import Schema, Words, answers_schema

BLUEPRINT = "golden_path_service"


def as_jq(condition: Condition) -> str:
    """A query over `.form` that is true where the condition holds."""
    match condition:
        case Is(name=name, values=values, default=default):
            # Not `//`, which takes false for no answer.
            answer = f"(if .form.{name} == null then {json.dumps(default)} else .form.{name} end)"
            return "(" + " or ".join(f"{answer} == {json.dumps(value)}" for value in values) + ")"
        case Not(part=part):
            return f"({as_jq(part)} | not)"
        case Every(parts=parts):
            return "(" + " and ".join(as_jq(part) for part in parts) + ")" if parts else "true"
        case Either(parts=parts):
            return "(" + " or ".join(as_jq(part) for part in parts) + ")" if parts else "false"
    raise TypeError(condition)


def blueprint(questionnaire: Questionnaire) -> dict[str, Any]:
    """What Port keeps of each service."""
    architectures = {"type": "string", "title": "Architecture", "enum": questionnaire.architectures}
    text = {"type": "string"}
    return {
        "identifier": BLUEPRINT,
        "title": "Golden path service",
        "icon": "AWS",
        "schema": {
            "properties": {
                ARCHITECTURE: architectures,
                "repository": text | {"title": "Repository"},
                "owner": text | {"title": "Owner"},
                "region": text | {"title": "Region"},
                "template_version": text | {"title": "Version of the template"},
            },
            "required": [ARCHITECTURE],
        },
        "mirrorProperties": {},
        "calculationProperties": {},
        "relations": {},
    }


def action(questionnaire: Questionnaire, architecture: str, words: Words, release: Release) -> dict[str, Any]:
    """The form of one architecture. What it sends is one JSON text, so that "0123" stays text."""
    schema = answers_schema(questionnaire, architecture, words)
    label = next(each.label for each in questionnaire.by_name[ARCHITECTURE].choices if each.value == architecture)
    inputs: dict[str, Schema] = {}
    required = []
    for name, each in schema["properties"].items():
        question = questionnaire.by_name[name]
        visible = question.visible.given(ARCHITECTURE, architecture)
        if visible == NEVER:
            continue
        inputs[name] = _input(each, visible) | ({"encryption": "aes256-gcm"} if question.secret else {})
        if question.required:
            required.append(f'(if {as_jq(visible)} then ["{name}"] else [] end)')
    always = json.dumps([ARCHITECTURE])
    return {
        "identifier": f"create_{architecture.replace('-', '_')}",
        "title": label,
        "icon": "AWS",
        "description": f"Makes a repository from {release.address}, version {release.version}.",
        "trigger": {
            "type": "self-service",
            "operation": "CREATE",
            "blueprintIdentifier": BLUEPRINT,
            "userInputs": {
                "properties": inputs,
                "required": {"jqQuery": " + ".join([always, *required])} if required else [ARCHITECTURE],
                "order": list(inputs),
            },
        },
        "invocationMethod": {
            "type": "GITHUB",
            "org": "to-be-set",
            "repo": "to-be-set",
            "workflow": "golden-path.yml",
            "workflowInputs": {"answers": "{{ .inputs | tojson }}"},
            "reportWorkflowStatus": True,
        },
    }


def _input(each: Schema, visible: Condition) -> Schema:
    made = {key: value for key, value in each.items() if key in ("title", "description", "type", "default", "pattern")}
    if "oneOf" in each:
        made["enum"] = [choice["const"] for choice in each["oneOf"]]
    elif "enum" in each:
        made["enum"] = each["enum"]
        made.pop("pattern", None)
    if "const" in each:
        made["enum"] = [each["const"]]
    return made if visible == ALWAYS else made | {"visible": {"jqQuery": as_jq(visible)}}
