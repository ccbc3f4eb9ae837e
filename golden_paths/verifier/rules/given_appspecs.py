"""AppSpecs of ECS that a template gives to CodeDeploy, for example by a custom resource."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..deliveries import GROUP
from ..examples import with_resources
from ..policies import each_of
from ..repository import Repository
from ..roles import Roles
from ..rule import At, rule
from ..templates import Resource, as_text, mappings

APPSPEC = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html"
ROLES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html"
TASK = "AWS::ECS::TaskDefinition"
# Of the roles of tasks, this managed policy lets CodeDeploy pass those that ECS makes, by their names.
LIMITED = "AWSCodeDeployRoleForECSLimited"
BY_DEFAULT = re.compile(r"ecsTaskExecutionRole|ECSTaskExecution.*")
_DEPLOYMENT = """
Deployment:
  Type: Custom::Deployment
  Properties:
    Group: !Ref Group
    Content: !Sub >-
      {"version":"0.0","Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{"TaskDefinition":"${Task}",
      "LoadBalancerInfo":{"ContainerName":"%s","ContainerPort":8080}}}}]}
Task:
  Type: AWS::ECS::TaskDefinition
  Properties:
    TaskRoleArn: !GetAtt Own.Arn
    ContainerDefinitions: [{Name: orders, PortMappings: [{ContainerPort: 8080}]}]
Own: {Type: "AWS::IAM::Role"}
Group: {Type: "AWS::CodeDeploy::DeploymentGroup", Properties: {ServiceRoleArn: !GetAtt Role.Arn}}
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: '%s', Resource: !GetAtt Own.Arn}]}}]
"""


@rule(
    id="given-appspec-names-a-container",
    reason="CodeDeploy refuses a deployment whose container, or its port, the task definition does not have.",
    source=APPSPEC,
    fails=with_resources(_DEPLOYMENT % ("web", "iam:PassRole")),
    passes=with_resources(_DEPLOYMENT % ("orders", "iam:PassRole")),
)
def names_a_container(repository: Repository) -> Iterator[At]:
    """ContainerName of an AppSpec in a template is a container of its task definition, ContainerPort a port of it."""
    for owner, task, balanced in _given(repository):
        containers = mappings(task.get("ContainerDefinitions"))
        by_name = {as_text(each.get("Name")): each for each in containers}
        name, port = (as_text(balanced.get(key)) for key in ("ContainerName", "ContainerPort"))
        if not name or any("$" in each or "Fn::" in each or not each for each in by_name):
            continue
        ports = {as_text(each.get("ContainerPort")) for each in mappings(by_name.get(name, {}).get("PortMappings"))}
        if name not in by_name:
            yield At.of(
                owner,
                f'its AppSpec leads to the container "{name}", and {task.id} has {" and ".join(sorted(by_name))}: name '
                "one of those",
            )
        elif port.isdigit() and ports and all(each.isdigit() for each in ports) and port not in ports:
            yield At.of(
                owner,
                f'its AppSpec leads to port {port} of "{name}", which opens {" and ".join(sorted(ports))}: name '
                "that port",
            )


@rule(
    id="codedeploy-may-pass-the-roles-of-tasks",
    reason="CodeDeploy starts the new tasks with their roles; without the right each deployment fails at once.",
    source=ROLES,
    fails=with_resources(_DEPLOYMENT % ("orders", "iam:GetRole")),
    passes=with_resources(_DEPLOYMENT % ("orders", "iam:PassRole")),
)
def may_pass(repository: Repository) -> Iterator[At]:
    """The role of a deployment group may pass the roles of the task definition that its AppSpec names."""
    for owner, task, _ in _given(repository):
        roles = Roles(owner.template)
        values = [value for value in owner.properties.values() if not isinstance(value, str)]
        groups = [each for value in values if (each := owner.template.resource(value)) and each.type == GROUP]
        used = [
            (kind, role)
            for kind in ("TaskRoleArn", "ExecutionRoleArn")
            if (role := roles.role(task.get(kind))) is not None
        ]
        for group in groups:
            own = roles.role(group.get("ServiceRoleArn"))
            rights = roles.rights(own) if own is not None else None
            if own is None or rights is None or not rights.readable:
                continue
            if any(not each.endswith(LIMITED) for each in rights.managed):
                continue
            for kind, role in used:
                passed = any(each.may("iam:PassRole") and each.reaches(role) for each in rights.statements)
                if not passed and not BY_DEFAULT.fullmatch(role.text("RoleName")):
                    yield At.of(
                        own,
                        f"CodeDeploy starts tasks of {task.id} with it, and it may not pass {role.id}, their {kind}: "
                        "allow iam:PassRole on that role",
                    )


def _given(repository: Repository) -> Iterator[tuple[Resource, Resource, Mapping[str, Any]]]:
    """Resources that give an AppSpec of ECS as a text, its task definition and what it says of the load balancer."""
    for template in repository.templates:
        for owner in template.resources.values():
            if not owner.type.startswith(("Custom::", "AWS::CloudFormation::CustomResource")):
                continue
            for value in owner.properties.values():
                text = as_text(value)
                if '"TargetService"' not in text:
                    continue
                for service in _services(text):
                    task = template.resource({"Fn::Sub": as_text(service.get("TaskDefinition"))})
                    balanced = service.get("LoadBalancerInfo")
                    if task is not None and task.type == TASK:
                        yield owner, task, balanced if isinstance(balanced, Mapping) else {}


def _services(text: str) -> Iterator[Mapping[str, Any]]:
    """The properties of each TargetService of an AppSpec in JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return
    for resource in each_of(found.get("Resources")) if isinstance(found, Mapping) else ():
        target = resource.get("TargetService") if isinstance(resource, Mapping) else None
        properties = target.get("Properties") if isinstance(target, Mapping) else None
        if isinstance(properties, Mapping):
            yield properties
