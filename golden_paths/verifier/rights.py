"""What a role of the template may do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .templates import Resource, as_list, as_text, references, statements

# Managed policies of AWS that grant logs, traces and network interfaces, and nothing that a rule here asks for.
NARROW = (
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
    "AmazonECSTaskExecutionRolePolicy",
)


@dataclass(frozen=True)
class Rights:
    """actions: patterns of what is allowed. complete: whether every policy of the role could be read."""

    actions: frozenset[str]
    complete: bool

    def allow(self, action: str) -> bool:
        """Whether one of the patterns fits, resources and conditions apart."""
        return any(_fits(pattern, action) for pattern in self.actions)


def rights_of(role: Resource) -> Rights:
    """All policies of a role: those in it, those that name it, and managed ones of the template."""
    template, documents, complete = role.template, [], True
    policies = role.get("Policies")
    for each in as_list(policies):
        documents.append(each.get("PolicyDocument") if isinstance(each, Mapping) else None)
    for each in as_list(role.get("ManagedPolicyArns")):
        managed = template.resource(each)
        if managed is not None and managed.type == "AWS::IAM::ManagedPolicy":
            documents.append(managed.get("PolicyDocument"))
        else:
            complete &= as_text(each).endswith(tuple(f"/{name}" for name in NARROW))
    for policy in template.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        attached = policy.get("Roles") if policy.type != "AWS::IAM::RolePolicy" else policy.get("RoleName")
        if role.id in set(references(attached)):
            documents.append(policy.get("PolicyDocument"))
    actions: set[str] = set()
    for document in documents:
        complete &= isinstance(document, Mapping) and not set(document) & {"Fn::If", "Ref", "Fn::Transform"}
        actions |= set(_allowed(document))
    return Rights(frozenset(actions), complete)


def trusts(role: Resource) -> set[str] | None:
    """The services that may assume a role; None where one is not known."""
    found = set()
    for statement in statements(role.get("AssumeRolePolicyDocument")):
        principal = statement.get("Principal")
        if not isinstance(principal, Mapping) or not isinstance(principal.get("Service", []), str | list):
            return None
        found |= {as_text(each) for each in as_list(principal.get("Service"))}
    return found if found and not any("${" in each or "Fn::" in each for each in found) else None


def _allowed(document: Any) -> Iterator[str]:
    for statement in statements(document):
        if statement.get("Effect") == "Allow":
            if "NotAction" in statement:
                yield "*"
            yield from (as_text(each) for each in as_list(statement.get("Action")))


def _fits(pattern: str, action: str) -> bool:
    parts = re.escape(pattern.lower()).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(parts, action.lower()) is not None or "${" in pattern or "Fn::" in pattern
