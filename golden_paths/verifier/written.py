"""Templates as a person wrote them, and which of them CloudFormation gets like that."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname
from typing import Any

from . import sam
from .repository import Repository
from .templates import Resource, Template, as_list, references

# What a macro or a tool replaces before CloudFormation sees it; modules bring resources of their own.
OTHER_TOOLS = ("Fn::Transform", "Fn::ForEach", "Rain::")
TYPE = re.compile(r"(AWS|Alexa|Custom|\w+)::[\w@-]+(::\w+)?(?<!::MODULE)")


@dataclass(frozen=True)
class Written:
    """A template and its document as a person wrote it. more: names that a tool merges into it from pieces below it."""

    template: Template
    body: Mapping[str, Any]
    more: frozenset[str] = frozenset()

    def names(self, *sections: str) -> set[str]:
        found = (self.body.get(section) for section in sections)
        return {str(name) for each in found if isinstance(each, Mapping) for name in each}

    @property
    def folder(self) -> str:
        return dirname(self.template.file)


def as_written(repository: Repository) -> list[Written]:
    """The templates that CloudFormation gets as they are written, SAM's apart, which it transforms."""
    every = [Written(each, repository.document(each.file)) for each in repository.templates]
    declared = {name for each in every for name in each.names("Parameters", "Conditions")}
    pieces = [each for each in every if _is_piece(each, declared)]
    files = {each.template.file for each in pieces}
    found = []
    for one in every:
        body = one.body
        transforms = set(map(str, as_list(body.get("Transform"))))
        unknown = transforms - {sam.TRANSFORM, "AWS::LanguageExtensions"}
        types = (str(each.get("Type")) for each in body["Resources"].values() if isinstance(each, Mapping))
        changed = unknown or (sam.is_sam(body) and sam.is_sam(one.template.body)) or _has(body, *OTHER_TOOLS)
        whole = "AWSTemplateFormatVersion" in body or "Parameters" in body
        if whole and one.template.file not in files and not changed and all(map(TYPE.fullmatch, types)):
            below = [each for each in pieces if f"{each.folder}/".startswith(f"{one.folder}/" if one.folder else "")]
            more = {name for each in below for name in each.names("Resources", "Conditions")}
            found.append(Written(one.template, body, frozenset(more)))
    return found


def _is_piece(one: Written, declared: set[str]) -> bool:
    """Whether it has no parameters, and uses some that other files declare: a tool merges it into one of them."""
    if "Parameters" in one.body:
        return False
    used = {*references(one.body["Resources"]), *conditions_of(one.body["Resources"])}
    return bool((used - one.names("Resources", "Conditions")) & declared)


def _has(value: Any, *functions: str) -> bool:
    if isinstance(value, Mapping):
        return any(str(key).startswith(functions) or _has(below, *functions) for key, below in value.items())
    return isinstance(value, list) and any(_has(each, *functions) for each in value)


def parts(template: Template, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Where something may refer to resources and parameters, and the value; metadata is for tools."""
    for id, resource in body["Resources"].items():
        if isinstance(resource, Mapping):
            found = template.resources.get(str(id)) or Resource(template, str(id), resource)
            yield found.where, {key: value for key, value in resource.items() if key != "Metadata"}
    for name in ("Outputs", "Conditions", "Rules", "Globals", "Hooks"):
        yield name, body.get(name)


def conditions_of(value: Any) -> Iterator[str]:
    """The conditions of every If in a value."""
    if isinstance(value, list):
        for each in value:
            yield from conditions_of(each)
    if isinstance(value, Mapping):
        for name, argument in value.items():
            if name == "Fn::If" and isinstance(argument, list) and argument and isinstance(argument[0], str):
                yield argument[0]
            yield from conditions_of(argument)
