"""Questions to a template about the router: its service, its tasks, and what it publishes."""

from typing import Any

from tests.support.cloudformation import Template, references
from tests.support.tasks import SERVICE, definitions, of_construct, only_container, variables

# What workload/service/infrastructure.py calls the construct that makes it.
OF_THE_ROUTER = "Router"


def router_service(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the service that runs the router."""
    ((id, service),) = of_construct(template, SERVICE, OF_THE_ROUTER).items()
    return id, service["Properties"]


def router_definition(template: Template) -> dict[str, Any]:
    """What its tasks are."""
    (id,) = references(router_service(template)[1]["TaskDefinition"])
    return dict(definitions(template)[id]["Properties"])


def router_variables(template: Template) -> dict[str, str]:
    """What its container reads from its environment."""
    return variables(only_container(router_definition(template)))


def security_group_of(service: dict[str, Any]) -> set[str]:
    """The logical ids of the security groups of a service with these properties."""
    return references(service["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"])
