"""Questions to a template about its tasks: those that users reach, and all others."""

from typing import Any

from tests.support.cloudformation import Resources, Template, in_words, references, resources

DEFINITION, SERVICE = "AWS::ECS::TaskDefinition", "AWS::ECS::Service"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
# What workload/service/infrastructure.py calls the constructs that make them.
OF_THE_DELIVERY, OF_THE_LOAD_BALANCER = "Delivery", "LoadBalancer"


def definitions(template: Template) -> Resources:
    """All task definitions by logical id; fails when there is none, since then nothing would be tested."""
    found = resources(template, DEFINITION)
    assert found, "the template has no task definition"
    return found


def containers(template: Template) -> dict[str, dict[str, Any]]:
    """All containers, by task definition and name as a sentence calls them."""
    return {
        f"container {container['Name']} of {id}": container
        for id, definition in definitions(template).items()
        for container in definition["Properties"]["ContainerDefinitions"]
    }


def of_construct(template: Template, kind: str, construct: str) -> Resources:
    """The resources of one type that one construct of the stack made: a team may have more of that type."""
    found = {id: each for id, each in resources(template, kind).items() if id.startswith(construct)}
    assert found, f"{construct} has no {kind}"
    return found


def delivered(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the service that users reach and deployments replace step by step."""
    ((id, service),) = of_construct(template, SERVICE, OF_THE_DELIVERY).items()
    return id, service["Properties"]


def balancer(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the load balancer that users reach."""
    ((id, found),) = of_construct(template, BALANCER, OF_THE_LOAD_BALANCER).items()
    return id, found["Properties"]


def delivered_definition(template: Template) -> dict[str, Any]:
    """What the tasks of that service are."""
    _, service = delivered(template)
    named = service["TaskDefinition"]
    (found,) = [
        each["Properties"]
        for id, each in definitions(template).items()
        # With CodeDeploy the service names the family.
        if id in references(named) or each["Properties"]["Family"] == named
    ]
    return dict(found)


def migration_definition(data: Template) -> dict[str, Any]:
    """What the task is that migrates the database."""
    (id,) = references(data["Outputs"]["MigrationTask"]["Value"])
    return dict(definitions(data)[id]["Properties"])


def only_container(definition: dict[str, Any]) -> dict[str, Any]:
    """The container of a task that `add_container` made; a team may have put others beside it."""
    found, *_ = definition["ContainerDefinitions"]
    return dict(found)


def variables(container: dict[str, Any]) -> dict[str, str]:
    """What a container reads from its environment, secrets too, with words for what only an account knows."""
    plain = {each["Name"]: in_words(each["Value"]) for each in container.get("Environment", ())}
    return plain | {each["Name"]: in_words(each["ValueFrom"]) for each in container.get("Secrets", ())}
