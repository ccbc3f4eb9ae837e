"""Questions to a CloudFormation template, so that a test can speak of types and properties and never of logical ids."""

import json
import re
from collections.abc import Iterator
from typing import Any

Template = dict[str, Any]
Resources = dict[str, dict[str, Any]]


def resources(template: Template, kind: str) -> Resources:
    """The resources of one type, by logical id."""
    return {name: r for name, r in template["Resources"].items() if r["Type"] == kind}


def properties(template: Template, kind: str) -> list[dict[str, Any]]:
    """The properties of all resources of one type; fails when there is none, since then nothing would be tested."""
    found = [resource["Properties"] for resource in resources(template, kind).values()]
    assert found, f"the template has no {kind}"
    return found


def references(value: Any) -> set[str]:
    """The logical ids that a value names by Ref, Fn::GetAtt, Fn::Sub or DependsOn."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(references, value.values()))
    if isinstance(ref := value.get("Ref"), str):
        found.add(ref)
    if target := value.get("Fn::GetAtt"):
        found.add(target[0] if isinstance(target, list) else target.split(".")[0])
    if text := value.get("Fn::Sub"):
        found.update(re.findall(r"\$\{([A-Za-z0-9]+)", text if isinstance(text, str) else text[0]))
    return found


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement that allows something to a role of the stack, with the logical id of the role."""
    for name, role in resources(template, "AWS::IAM::Role").items():
        for policy in role["Properties"].get("Policies", ()):
            yield from ((name, s) for s in policy["PolicyDocument"]["Statement"])
    for resource in resources(template, "AWS::IAM::Policy").values():
        for name in references(resource["Properties"]["Roles"]):
            yield from ((name, s) for s in resource["Properties"]["PolicyDocument"]["Statement"])


def as_list(value: Any) -> list[Any]:
    """What policies write as one value or as several."""
    return value if isinstance(value, list) else [value]


def waits_for(template: Template, name: str) -> set[str]:
    """The resources that CloudFormation finishes before it begins with `name`."""
    resource = template["Resources"][name]
    explicit = as_list(resource.get("DependsOn", []))
    used = {key: value for key, value in resource.items() if key in {"Properties", "UpdatePolicy"}}
    return (references(used) | set(explicit)) & set(template["Resources"])


def waiting_in_a_circle(template: Template) -> set[str]:
    """The resources that wait for themselves through others; empty when CloudFormation can make them all."""
    waiting = {name: waits_for(template, name) for name in template["Resources"]}
    while ready := [name for name, others in waiting.items() if not others & set(waiting)]:
        for name in ready:
            del waiting[name]
    return set(waiting)


def health_alarms_by_name(service: Template) -> dict[str, dict[str, Any]]:
    """The properties of the alarms that the output HealthAlarms of a service names, by logical id."""
    names = references(service["Outputs"]["HealthAlarms"]["Value"])
    alarms = resources(service, "AWS::CloudWatch::Alarm").items()
    return {name: resource["Properties"] for name, resource in alarms if name in names}


def health_alarms(service: Template) -> list[dict[str, Any]]:
    """The same properties alone."""
    return list(health_alarms_by_name(service).values())


def in_words(value: Any, *, stack: str = "stack") -> str:
    """A value as one text, with names as CloudFormation generates them, and the parts that only an account knows."""
    if isinstance(value, list):
        return "".join(in_words(each, stack=stack) for each in value)
    if not isinstance(value, dict):
        return str(value)
    (function, given), *_ = value.items()
    if function == "Fn::Join":
        return given[0].join(in_words(each, stack=stack) for each in given[1])
    if function == "Fn::Sub":
        return re.sub(r"\$\{([^}]+)\}", lambda found: in_words({"Ref": found[1]}, stack=stack), given)
    if function == "Fn::GetAtt":
        return ".".join(given)
    return f"<{given}>" if str(given).startswith("AWS::") else f"{stack}-{given}"


def text(value: Any) -> str:
    """A value as JSON, to look for words in it."""
    return json.dumps(value)
