"""Puts parameters and conditions into a template, as CloudFormation does before it makes the resources."""

from typing import Any

NOTHING = object()


def resolve(template: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """The template that is left when `values` are its parameters: no parameters, no conditions."""
    kinds = {name: parameter["Type"] for name, parameter in template["Parameters"].items()}
    assert set(values) <= set(kinds), f"the template has no parameter {', '.join(sorted(set(values) - set(kinds)))}"
    defaults = {name: each["Default"] for name, each in template["Parameters"].items() if "Default" in each}
    given = {**defaults, **values}
    typed = {name: int(value) if kinds[name] == "Number" else value for name, value in given.items()}
    conditions = {name: _holds(test, typed) for name, test in template.get("Conditions", {}).items()}
    present = {
        name: {key: value for key, value in resource.items() if key != "Condition"}
        for name, resource in template["Resources"].items()
        if conditions.get(resource.get("Condition", ""), True)
    }
    final = {"Resources": present, "Outputs": template.get("Outputs", {})}
    result: dict[str, Any] = {"AWSTemplateFormatVersion": "2010-09-09", **_put_in(final, typed, conditions)}
    return result


def _holds(test: Any, values: dict[str, Any]) -> bool:
    if "Fn::Not" in test:
        return not _holds(test["Fn::Not"][0], values)
    left, right = (_put_in(side, values, {}) for side in test["Fn::Equals"])
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
