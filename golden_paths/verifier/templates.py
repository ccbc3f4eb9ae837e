"""CloudFormation templates: resources, and values as texts that can be compared."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .documents import Lines

LAMBDA_VERSION = "AWS::Lambda::Version"


@dataclass(frozen=True)
class Resource:
    """A resource of `template`. body: what stands under its logical id."""

    template: "Template"
    id: str
    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        return str(self.body.get("Type", ""))

    @property
    def properties(self) -> Mapping[str, Any]:
        found = self.body.get("Properties")
        return found if isinstance(found, Mapping) else {}

    @property
    def where(self) -> str:
        """The construct path where the CDK wrote one, otherwise the logical id, with its line in YAML."""
        metadata = self.body.get("Metadata")
        path = metadata.get("aws:cdk:path") if isinstance(metadata, Mapping) else None
        line = f" (line {self.body.line})" if isinstance(self.body, Lines) and self.body.line > 1 else ""
        return str(path) if path else f"{self.id}{line}"

    def get(self, *names: str) -> Any:
        """The property below these names; None where there is none, or a function stands on the way."""
        found: Any = self.properties
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def text(self, *names: str) -> str:
        """That property as a text; empty where there is none."""
        return as_text(self.get(*names))


@dataclass(frozen=True)
class Template:
    """file: relative to what is verified, with slashes."""

    file: str
    body: Mapping[str, Any]

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """By logical id. What is no mapping is left to cfn-lint."""
        found = self.body.get("Resources")
        items = found.items() if isinstance(found, Mapping) else ()
        return {str(id): Resource(self, str(id), body) for id, body in items if isinstance(body, Mapping)}

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Resources of these types."""
        return (each for each in self.resources.values() if each.type in types)

    def resource(self, value: Any) -> Resource | None:
        """What `value` refers to by Ref, GetAtt, or a text that holds one reference alone."""
        names = set(references(value))
        return self.resources.get(names.pop()) if len(names) == 1 else None


def as_text(value: Any) -> str:
    """A value as one text: references as `${Id}` and `${Id.Attribute}`, joined and substituted.

    Two values with the same text are equal in the account. What no text stands for keeps the name of its function.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(as_text(each) for each in value)
    if not isinstance(value, Mapping):
        return str(value)
    name, argument = next(iter(value.items()), ("", ""))
    if name == "Ref":
        return f"${{{argument}}}"
    if name == "Fn::GetAtt":
        return f"${{{'.'.join(as_text(each) for each in as_list(argument))}}}"
    if name == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        parts = argument[1] if isinstance(argument[1], list) else [argument[1]]
        return as_text(argument[0]).join(as_text(each) for each in parts)
    if name == "Fn::Sub":
        return _substituted(argument)
    return f"{name}({as_text(argument) if not isinstance(argument, Mapping) else sorted(argument)})"


def references(value: Any) -> Iterator[str]:
    """Logical ids and parameters that a value refers to, wherever they stand in it."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    if not isinstance(value, Mapping):
        return
    for name, argument in value.items():
        if name == "Ref" and isinstance(argument, str):
            if not argument.startswith("AWS::"):
                yield argument
        elif name == "Fn::GetAtt":
            yield ".".join(as_text(each) for each in as_list(argument)).split(".")[0]
        elif name == "Fn::Sub":
            text, known = _sub(argument)
            yield from (found for found in _NAMES.findall(text) if found not in known and not found.startswith("AWS"))
            yield from references(known)
        else:
            yield from references(argument)


_NAMES = re.compile(r"\$\{([A-Za-z0-9]+)")


def _substituted(argument: Any) -> str:
    text, known = _sub(argument)
    for name, value in known.items():
        text = text.replace(f"${{{name}}}", as_text(value))
    return text


def _sub(argument: Any) -> tuple[str, Mapping[str, Any]]:
    """The text of a Fn::Sub and the values that it brings along."""
    text, known = [*as_list(argument), "", {}][:2] if isinstance(argument, list) else (argument, {})
    return str(text), known if isinstance(known, Mapping) else {}


def statements(policy: Any) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy document."""
    found = policy.get("Statement", []) if isinstance(policy, Mapping) else []
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, Mapping):
            yield each


def as_list(value: Any) -> list[Any]:
    """A value that may stand alone or in a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a list, or one that stands alone; a function that makes the list is one without known keys."""
    return [each for each in as_list(value) if isinstance(each, Mapping)]
