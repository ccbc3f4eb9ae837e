"""Puts parameters and conditions into a template, as CloudFormation does before it makes the resources."""

from collections.abc import Iterator
from typing import Any

from tests.support.cloudformation import as_list, references

NOTHING = object()


def resolve(template: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """The template that is left when `values` are its parameters: no parameters, no conditions."""
    kinds = {name: parameter["Type"] for name, parameter in template["Parameters"].items()}
    assert set(values) <= set(kinds), f"the template has no parameter {', '.join(sorted(set(values) - set(kinds)))}"
    defaults = {name: each["Default"] for name, each in template["Parameters"].items() if "Default" in each}
    given = {**defaults, **values}
    typed = {name: int(value) if kinds[name] == "Number" else value for name, value in given.items()}
    tests = template.get("Conditions", {})
    conditions = {name: _holds(test, tests, typed) for name, test in tests.items()}
    final = {part: _present(template.get(part, {}), conditions) for part in ("Resources", "Outputs")}
    for resource in final["Resources"].values():
        if "DependsOn" in resource:
            # CloudFormation does not wait for what a condition leaves out.
            waits = [name for name in as_list(resource["DependsOn"]) if name in final["Resources"]]
            resource["DependsOn"] = waits
    result: dict[str, Any] = {"AWSTemplateFormatVersion": "2010-09-09", **_put_in(final, typed, conditions)}
    return result


def reads_what_is_left_out(template: dict[str, Any], final: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each resource or output of `final` that reads a resource which is not there, this resource, and its condition.

    final: what `resolve` made of `template`.
    """
    conditions = {
        name: resource.get("Condition", "")
        for name, resource in template["Resources"].items()
        if name not in final["Resources"]
    }
    for name, item in (*final["Resources"].items(), *final["Outputs"].items()):
        for left_out in sorted(references(item) & set(conditions)):
            yield name, left_out, conditions[left_out]


def _present(items: dict[str, Any], conditions: dict[str, bool]) -> dict[str, Any]:
    return {
        name: {key: value for key, value in item.items() if key != "Condition"}
        for name, item in items.items()
        if conditions.get(item.get("Condition", ""), True)
    }


def _holds(test: Any, tests: dict[str, Any], values: dict[str, Any]) -> bool:
    """tests: all conditions of the template, since one may name others."""
    (function, given), *_ = test.items()
    match function:
        case "Condition":
            return _holds(tests[given], tests, values)
        case "Fn::Not":
            return not _holds(given[0], tests, values)
        case "Fn::And":
            return all(_holds(each, tests, values) for each in given)
        case "Fn::Or":
            return any(_holds(each, tests, values) for each in given)
    left, right = (_put_in(side, values, {}) for side in given)
    return bool(left == right)


def _put_in(value: Any, values: dict[str, Any], conditions: dict[str, bool]) -> Any:
    if isinstance(value, list):
        return [new for item in value if (new := _put_in(item, values, conditions)) is not NOTHING]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        name, then, otherwise = value["Fn::If"]
        return _put_in(then if conditions[name] else otherwise, values, conditions)
    if value == {"Ref": "AWS::NoValue"}:
        return NOTHING
    if isinstance(ref := value.get("Ref"), str) and ref in values:
        return values[ref]
    if isinstance(text := value.get("Fn::Sub"), str):
        for name, replacement in values.items():
            text = text.replace(f"${{{name}}}", str(replacement))
        return {"Fn::Sub": text} if "${" in text else text
    return {key: new for key, item in value.items() if (new := _put_in(item, values, conditions)) is not NOTHING}
