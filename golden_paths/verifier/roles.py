"""Roles of a template: who uses them, and what their policies allow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .policies import Statement, each_of, is_read, read
from .templates import Resource, Template, as_text

ROLE = "AWS::IAM::Role"
# What runs with a role: its type, where the role stands, and the service that takes it.
USERS = (
    ("AWS::CodeBuild::Project", ("ServiceRole",), "codebuild"),
    ("AWS::CodePipeline::Pipeline", ("RoleArn",), "codepipeline"),
    ("AWS::CodeDeploy::DeploymentGroup", ("ServiceRoleArn",), "codedeploy"),
    ("AWS::Lambda::Function", ("Role",), "lambda"),
    ("AWS::Serverless::Function", ("Role",), "lambda"),
    ("AWS::ECS::TaskDefinition", ("TaskRoleArn",), "ecs-tasks"),
    ("AWS::ECS::TaskDefinition", ("ExecutionRoleArn",), "ecs-tasks"),
    ("AWS::StepFunctions::StateMachine", ("RoleArn",), "states"),
    ("AWS::Scheduler::Schedule", ("Target", "RoleArn"), "scheduler"),
    ("AWS::EC2::FlowLog", ("DeliverLogsPermissionArn",), "vpc-flow-logs"),
)
# Those whose code, or the code of a repository, acts with the role.
RUNS_CODE = {"codebuild", "lambda", "ecs-tasks"}
# Policies of AWS that hold nothing but logs, traces, network interfaces of functions and pulls of images.
NO_DATA = (
    "policy/service-role/AWSLambdaBasicExecutionRole",
    "policy/service-role/AWSLambdaVPCAccessExecutionRole",  # pragma: allowlist secret
    "policy/service-role/AmazonECSTaskExecutionRolePolicy",
    "policy/AWSXRayDaemonWriteAccess",
    "policy/AWSXrayWriteOnlyAccess",
    "policy/CloudWatchLambdaInsightsExecutionRolePolicy",
)


@dataclass(frozen=True)
class Use:
    """`user` runs with `role`. service: the part of its principal before `.amazonaws.com`."""

    user: Resource
    role: Resource
    service: str


@dataclass(frozen=True)
class Rights:
    """What a role may do. managed: names of policies whose text is not in the template."""

    statements: list[Statement]
    managed: list[str]
    readable: bool

    def lacks(self, action: str, target: Resource | None = None) -> bool:
        """The role surely may not do this: all its policies are here, and none allows it."""
        if not self.readable or any(not each.endswith(NO_DATA) for each in self.managed):
            return False
        return not any(each.may(action) and each.reaches(target) for each in self.statements)


class Roles:
    """The roles of a template."""

    def __init__(self, template: Template) -> None:
        self.template = template

    def role(self, value: Any) -> Resource | None:
        """The role that an ARN, a name or a reference means, where this template has it."""
        found = self.template.resource(value)
        if found is not None:
            return found if found.type == ROLE else None
        name = as_text(value).rsplit("/", 1)[-1]
        return self._named.get(name) if name else None

    @cached_property
    def _named(self) -> Mapping[str, Resource]:
        return {each.text("RoleName"): each for each in self.template.of_type(ROLE) if each.text("RoleName")}

    @cached_property
    def _attached(self) -> Mapping[str, list[Resource]]:
        """Policies by the logical id of the roles that they name."""
        found: dict[str, list[Resource]] = {}
        for policy in self.template.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
            for value in [*each_of(policy.get("Roles")), *each_of(policy.get("RoleName"))]:
                if role := self.role(value):
                    found.setdefault(role.id, []).append(policy)
        return found

    def rights(self, role: Resource) -> Rights:
        """All policies of a role: inline, attached, managed."""
        owned = [
            (role, each.get("PolicyDocument") if isinstance(each, Mapping) else None)
            for each in each_of(role.get("Policies"))
        ]
        managed = []
        for value in each_of(role.get("ManagedPolicyArns")):
            policy = self.template.resource(value)
            if policy is not None and policy.type == "AWS::IAM::ManagedPolicy":
                owned.append((policy, policy.get("PolicyDocument")))
            else:
                managed.append(as_text(value))
        owned += [(each, each.get("PolicyDocument")) for each in self._attached.get(role.id, [])]
        statements = [found for owner, policy in owned for found in read(owner, policy)]
        return Rights(statements, managed, all(is_read(policy) for _, policy in owned))

    @cached_property
    def uses(self) -> list[Use]:
        """Who runs with a role of this template."""
        return list(self._uses())

    def _uses(self) -> Iterator[Use]:
        for type, path, service in USERS:
            for user in self.template.of_type(type):
                if role := self.role(user.get(*path)):
                    yield Use(user, role, service)


def trust(role: Resource) -> list[Statement]:
    """Who may assume a role."""
    return read(role, role.get("AssumeRolePolicyDocument"))


def services(role: Resource) -> set[str] | None:
    """The services that may assume a role; None where a statement lets in others, or one is not known."""
    found = set()
    for statement in trust(role):
        principals = statement.principals("Service")
        texts = {as_text(each) for each in principals}
        if not principals or any("${" in each or "Fn::" in each for each in texts):
            return None
        found |= texts
    return found or None


def named(resource: Resource) -> str:
    """What a sentence calls a resource: the last word of its type and its logical id."""
    return f"{resource.type.rsplit('::', 1)[-1]} {resource.id}"
