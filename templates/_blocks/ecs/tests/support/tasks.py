"""Questions to a template about its tasks: those that users reach, and all others."""

from typing import Any

from tests.support.choices import SHIFTING
from tests.support.cloudformation import Resources, Template, in_words, properties, references, resources
from tests.support.workload_templates import deployed

DEFINITION, SERVICE = "AWS::ECS::TaskDefinition", "AWS::ECS::Service"
BALANCER, LISTENER = "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener"
INGRESS = "AWS::EC2::SecurityGroupIngress"
# What workload/service/infrastructure.py calls the constructs that make them.
OF_THE_DELIVERY, OF_THE_LOAD_BALANCER = "Delivery", "LoadBalancer"


def definitions(template: Template) -> Resources:
    """All task definitions by logical id; fails where tasks run and none is, since then nothing would be tested."""
    found = resources(template, DEFINITION)
    assert found or not (resources(template, SERVICE) or migrates(template)), "the template has no task definition"
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
    """Logical id and properties of the load balancer before the tasks that deployments replace step by step.

    It may be internal: see `entrance`.
    """
    ((id, found),) = of_construct(template, BALANCER, OF_THE_LOAD_BALANCER).items()
    return id, found["Properties"]


def entrance(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the load balancer that users reach from the internet."""
    # Without a domain its address is the endpoint, and it has the same id in every environment.
    (id,) = references(deployed(SHIFTING)["service"]["Outputs"]["Endpoint"]["Value"])
    return id, template["Resources"][id]["Properties"]


def is_public(balancer: dict[str, Any]) -> bool:
    """Whether the internet reaches a load balancer with these properties."""
    return balancer.get("Scheme") == "internet-facing"


def listeners_of(template: Template, balancer: str) -> dict[int, dict[str, Any]]:
    """The listeners of the load balancer with this logical id, by port."""
    found = [each for each in properties(template, LISTENER) if references(each["LoadBalancerArn"]) == {balancer}]
    return {each["Port"]: each for each in found}


def let_in(template: Template, group: Any) -> list[dict[str, Any]]:
    """The rules of `template` that let somebody in to a security group, as resources of their own.

    group: what names it.
    """
    rules = resources(template, INGRESS).values()
    return [each["Properties"] for each in rules if references(each["Properties"]["GroupId"]) == references(group)]


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


def migrates(data: Template) -> bool:
    """Whether the data stack has a database with a task that migrates it."""
    return "MigrationTask" in data.get("Outputs", {})


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
