"""The management API in the template of a service: its methods, its function, and what a role of it may do."""

import functools
import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from policy_api.openapi import document

from tests.support.cloudformation import Template, as_list, in_words, properties, references, resources, statements
from workload.service.policy_function import HANDLER

METHOD, FUNCTION = "AWS::ApiGateway::Method", "AWS::Lambda::Function"


@functools.cache
def routes_in_code() -> frozenset[str]:
    """The routes of the code, each as `GET /policy/versions/{version}`."""
    # Making the document sets variables. If they stayed, every later synthesis would be for another environment than
    # the earlier ones, and nothing would be remembered until the next run.
    with patch.dict(os.environ):
        paths = document()["paths"]
    return frozenset(f"{method.upper()} {path}" for path, found in paths.items() for method in found)


def methods(service: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each method as `GET /policy/versions/{version}`, with its properties."""
    paths = resources(service, "AWS::ApiGateway::Resource")

    def path(resource: Any) -> str:
        (name,) = references(resource)
        if name not in paths:
            return ""
        of = paths[name]["Properties"]
        return f"{path(of['ParentId'])}/{of['PathPart']}"

    for each in properties(service, METHOD):
        yield f"{each['HttpMethod']} {path(each['ResourceId'])}", each


def function_of(service: Template) -> tuple[str, dict[str, Any]]:
    """The function behind the API: logical id and properties."""
    ((name, found),) = (
        (name, each["Properties"])
        for name, each in resources(service, FUNCTION).items()
        if each["Properties"].get("Handler") == HANDLER
    )
    return name, found


def rights(service: Template, role: Any) -> dict[str, set[str]]:
    """What a role may do: actions by resource, in words."""
    found: dict[str, set[str]] = {}
    for name, statement in statements(service):
        if {name} == references(role):
            for resource in as_list(statement["Resource"]):
                found.setdefault(in_words(resource), set()).update(as_list(statement["Action"]))
    return found
