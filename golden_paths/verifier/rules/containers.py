"""Task definitions and the services that run them: containers, logs and images that are named as they are."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..deliveries import SERVICE
from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_list, as_text
from ..values import is_on, known, near, same

TASK = "AWS::ECS::TaskDefinition"
FUNCTION = "AWS::Lambda::Function"
LOG_GROUP = "AWS::Logs::LogGroup"
REPOSITORY = "AWS::ECR::Repository"
PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"
BALANCER = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html"
LOGS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html"
TAGS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html"
VERSIONS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html"

_TASK = """
    Task:
      Type: AWS::ECS::TaskDefinition
      Properties:
        NetworkMode: awsvpc
        ContainerDefinitions:
        - Name: app
          Image: example/app:1.2.3
          Essential: true
          PortMappings: [{ContainerPort: 8080}]
          LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs}}
    Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /service/app}}
    Service:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: !Ref Task
        LoadBalancers: [{ContainerName: app, ContainerPort: 8080, TargetGroupArn: group}]
"""


def containers(task: Resource) -> list[Mapping[str, Any]] | None:
    """The containers of a task; None where a function makes one of them or all."""
    found = task.get("ContainerDefinitions")
    if not isinstance(found, list) or not all(isinstance(each, Mapping) and "Name" in each for each in found):
        return None
    return found


@rule(
    id="service-names-a-container-of-its-task",
    reason="ECS refuses a service whose load balancer names a container or a port that its tasks do not have.",
    source=BALANCER,
    fails=with_resources(_TASK.replace("ContainerPort: 8080, TargetGroupArn", "ContainerPort: 80, TargetGroupArn")),
    passes=with_resources(_TASK),
)
def names_a_container(repository: Repository) -> Iterator[At]:
    """The container and its port behind a load balancer are in the task definition."""
    for service in repository.of_type(SERVICE):
        task = service.template.resource(service.get("TaskDefinition"))
        found = containers(task) if task is not None and task.type == TASK else None
        if not found or task is None:
            continue
        for balancer in as_list(service.get("LoadBalancers")):
            if not isinstance(balancer, Mapping) or "ContainerName" not in balancer:
                continue
            template, name, port = service.template, balancer["ContainerName"], balancer.get("ContainerPort")
            alike = [(each, same(template, each["Name"], name)) for each in found]
            if all(is_same is False for _, is_same in alike):
                names = ", ".join(as_text(each["Name"]) for each in found)
                yield At.of(
                    service,
                    f"its load balancer names the container {as_text(name)}, and its task definition {task.id} has "
                    f"{names}: name one of them",
                )
            container = next((each for each, is_same in alike if is_same), None)
            mapped = container.get("PortMappings") if container else None
            if port is None or not isinstance(mapped, list | None) or container is None:
                continue
            ports = [each.get("ContainerPort") if isinstance(each, Mapping) else None for each in mapped or []]
            if all(each is not None and same(template, each, port) is False for each in ports):
                listed = ", ".join(as_text(each) for each in ports) or "none"
                yield At.of(
                    service,
                    f"its load balancer names the port {as_text(port)} of the container {as_text(name)}, whose "
                    f"PortMappings have {listed}: name a port that the container maps",
                )


@rule(
    id="task-has-one-essential-container",
    reason="A task without an essential container is refused, and two containers of a task have two names.",
    source=PARAMETERS,
    fails=with_resources(_TASK.replace("Essential: true", "Essential: false")),
    passes=with_resources(_TASK),
)
def essential_container(repository: Repository) -> Iterator[At]:
    """At least one container of a task is essential, no two have one name, and each that is waited for exists."""
    for task in repository.of_type(TASK):
        found = containers(task) or []
        if found and all(is_on(task.template, each.get("Essential", True)) is False for each in found):
            yield At.of(
                task,
                f"none of its {len(found)} containers is essential, and ECS refuses such a task: set Essential to true "
                "for the one that serves",
            )
        names = [as_text(each["Name"]) for each in found]
        for name in sorted({each for each in names if names.count(each) > 1 and "Fn::" not in each}):
            yield At.of(
                task, f"two of its containers are named {name}, and ECS refuses such a task: give one another name"
            )
        for each in found:
            for needed in as_list(each.get("DependsOn")):
                waited = as_text(needed.get("ContainerName")) if isinstance(needed, Mapping) else ""
                if waited and waited not in names and "$" not in "".join([waited, *names]) and "Fn::" not in waited:
                    yield At.of(
                        task,
                        f"the container {as_text(each['Name'])} waits for {waited}, and the task has "
                        f"{', '.join(names)}: name one of them in DependsOn",
                    )


@rule(
    id="task-logs-to-a-group-that-exists",
    reason="A task whose log group is not there does not start, unless its role and its options let it make one.",
    source=LOGS,
    fails=with_resources(_TASK.replace("awslogs-group: !Ref Logs", "awslogs-group: /service/ap")),
    passes=with_resources(_TASK),
)
def logs_to_a_group(repository: Repository) -> Iterator[At]:
    """The log group of a container is one of the template, if it is named as those are."""
    for task in repository.of_type(TASK):
        template = task.template
        groups = list(template.of_type(LOG_GROUP))
        for each in containers(task) or []:
            log = each.get("LogConfiguration")
            options = (
                log.get("Options") if isinstance(log, Mapping) and as_text(log.get("LogDriver")) == "awslogs" else None
            )
            if not isinstance(options, Mapping) or "awslogs-group" not in options:
                continue
            value = options["awslogs-group"]
            found, text = template.resource(value), as_text(value)
            names = [as_text(group.get("LogGroupName")) for group in groups]
            problem = ""
            if found is not None and text == f"${{{found.id}}}" and found.type.startswith("AWS::"):
                problem = f"is the {found.type} {found.id}" if found.type != LOG_GROUP else ""
            elif is_on(template, options.get("awslogs-create-group")) or text in names or "Fn::" in text:
                continue
            elif "${AWS::StackName}" in text and not found and known(template, value) is None and not names:
                problem = f"is {text}, and this template has no log group"
            elif meant := near(text, [name for name in names if name]):
                problem = f"is {text}, and this template has {meant}"
            if problem:
                yield At.of(
                    task,
                    f"the log group of the container {as_text(each['Name'])} {problem}, so that tasks do not start: "
                    "refer to an AWS::Logs::LogGroup with Ref",
                )


def _images(repository: Repository) -> Iterator[tuple[Resource, str, Any]]:
    for task in repository.of_type(TASK):
        for each in containers(task) or []:
            yield task, f"the image of the container {as_text(each['Name'])}", each.get("Image")
    for function in repository.of_type(FUNCTION):
        if function.get("Code", "ImageUri") is not None:
            yield function, "its image", function.get("Code", "ImageUri")


@rule(
    id="image-is-fixed",
    reason="The tag latest is another image tomorrow: a rollback then starts the new code, and two tasks may differ.",
    source=VERSIONS,
    fails=with_resources(_TASK.replace("example/app:1.2.3", "example/app:latest")),
    passes=with_resources(_TASK),
)
def image_is_fixed(repository: Repository) -> Iterator[At]:
    """The image of a container or a function has a digest or a tag other than latest."""
    for resource, what, value in _images(repository):
        text = known(resource.template, value) or as_text(value)
        if not text or "Fn::" in text or "@" in text or re.fullmatch(r"\$\{[^}]*\}", text):
            continue
        last = text.rsplit("/", 1)[-1]
        if last.endswith(":latest"):
            problem = f"is {text}"
        # What follows a reference may be a part of it.
        elif ":" not in last and re.fullmatch(r"[a-z0-9._-]+", last):
            problem = f"is {text} without a tag, which is latest"
        else:
            continue
        yield At.of(
            resource,
            f"{what} {problem}, so that a new task may run other code than the one beside it: give the digest or a tag "
            "that a build makes once",
        )


@rule(
    id="image-tags-are-immutable",
    reason="Where a tag may be pushed again, what was tested and what is deployed may be two images.",
    source=TAGS,
    fails=with_resources("Images: {Type: AWS::ECR::Repository, Properties: {ImageTagMutability: MUTABLE}}"),
    passes=with_resources("Images: {Type: AWS::ECR::Repository, Properties: {ImageTagMutability: IMMUTABLE}}"),
)
def tags_are_immutable(repository: Repository) -> Iterator[At]:
    """A repository of images refuses to move a tag."""
    for resource in repository.of_type(REPOSITORY):
        value = resource.get("ImageTagMutability")
        # The cache of a builder is overwritten by each build, and nothing runs it.
        if "cache" in f"{resource.id} {resource.text('RepositoryName')}".lower():
            continue
        if value is None or known(resource.template, value) == "MUTABLE":
            yield At.of(
                resource,
                f"ImageTagMutability is {'MUTABLE' if value else 'left out, which is MUTABLE'}, so that a tag can be "
                "pushed again with another image: set it to IMMUTABLE",
            )
