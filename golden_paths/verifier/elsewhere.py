"""Resources that a value means, also where another template of the repository has them."""

from collections.abc import Mapping
from posixpath import dirname
from typing import Any

from .repository import Repository
from .templates import Resource, Template, as_text


def resource_of(repository: Repository, template: Template, value: Any) -> Resource | None:
    """The resource of `template`, or that which an output or an export of another one means; None: not known."""
    name, argument = next(iter(value.items()), ("", None)) if isinstance(value, Mapping) else ("", None)
    if name == "Fn::ImportValue":
        exported = as_text(argument)
        return _output(repository.templates, lambda key, body: as_text(_name(body)) == exported)
    if name == "Fn::GetStackOutput" and isinstance(argument, Mapping):
        wanted = argument.get("OutputName")
        # Templates of one environment lie in one folder of an assembly.
        beside = [each for each in repository.templates if dirname(each.file) == dirname(template.file)]
        return _output(beside, lambda key, body: key == wanted)
    return template.resource(value)


def _name(body: Mapping[str, Any]) -> Any:
    export = body.get("Export")
    return export.get("Name") if isinstance(export, Mapping) else None


def _output(templates: list[Template], fits: Any) -> Resource | None:
    found = [
        (template, body.get("Value"))
        for template in templates
        for outputs in (template.body.get("Outputs"),)
        if isinstance(outputs, Mapping)
        for key, body in outputs.items()
        if isinstance(body, Mapping) and fits(key, body)
    ]
    return found[0][0].resource(found[0][1]) if len(found) == 1 else None
