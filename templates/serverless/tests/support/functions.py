"""Finds a Lambda function of the service in its template by what it runs, never by its logical id."""

from typing import Any

from tests.support.cloudformation import Template, resources


def function(template: Template, handler: str) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the function with this handler module, for example `api`."""
    for name, resource in resources(template, "AWS::Lambda::Function").items():
        if resource["Properties"]["Handler"] == f"orders.handlers.{handler}.handler":
            return name, resource["Properties"]
    raise AssertionError(f"no function has the handler {handler}")
