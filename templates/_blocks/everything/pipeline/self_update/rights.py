"""What the policies of a template allow and deny, and where a newer template allows more or denies less."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]

ROLE = "AWS::IAM::Role"
IDENTITY_POLICIES = {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"}
RESOURCE_POLICIES = {"AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::KMS::Key"}
# The properties of those types that `widened` judges; all other properties are judged elsewhere.
POLICY_PROPERTIES = {
    ROLE: {"AssumeRolePolicyDocument", "Policies", "ManagedPolicyArns", "PermissionsBoundary"},
    **{kind: {"PolicyDocument", "Roles", "Users", "Groups"} for kind in IDENTITY_POLICIES},
    **{kind: {"PolicyDocument", "KeyPolicy"} for kind in RESOURCE_POLICIES},
}


class Grant(NamedTuple):
    """One combination of a policy statement. holder: who has the policy; every value is text, intrinsics are JSON."""

    holder: str
    effect: str
    principal: str
    action: str
    resource: str
    condition: str

    def __str__(self) -> str:
        """For example `DeployRole: Allow sts:AssumeRole on *`."""
        parts = [f"{self.holder}: {self.effect} {self.action}"]
        parts += [f"on {self.resource}"] if self.resource else []
        parts += [f"to {self.principal}"] if self.principal else []
        return " ".join(parts + ([f"if {self.condition}"] if self.condition else []))


def widened(before: Json, after: Json) -> list[str]:
    """Sentences: what the policies among the resources `after` allow that those of `before` did not, or deny no more.

    Raises KeyError, TypeError, AttributeError: a policy is written in a way that this code cannot judge.
    """
    old, new = set(_grants(before)), set(_grants(after))
    allowed = [grant for grant in new - old if grant.effect == "Allow" and not _covered(grant, old)]
    # A role that is gone needs no limits any more; a bucket without its policy does.
    gone = {name for name in before.keys() - after.keys() if before[name].get("Type") == ROLE}
    denied = [g for g in old - new if g.effect == "Deny" and g.holder not in gone and not _covered(g, new)]
    return [f"new permission: {grant}" for grant in sorted(allowed)] + [f"lost limit: {g}" for g in sorted(denied)]


def _grants(resources: Json) -> Iterator[Grant]:
    for name, resource in resources.items():
        kind, properties = resource.get("Type"), resource.get("Properties", {})
        if kind == ROLE:
            documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
            for document in (properties["AssumeRolePolicyDocument"], *documents):
                yield from _statements(name, document)
            for policy in properties.get("ManagedPolicyArns", []):
                yield Grant(name, "Allow", "", "managed policy", _text(policy), "")
            if boundary := properties.get("PermissionsBoundary"):
                yield Grant(name, "Deny", "", "beyond the permissions boundary", _text(boundary), "")
        elif kind in IDENTITY_POLICIES:
            holders = [_text(who) for key in ("Roles", "Users", "Groups") for who in properties.get(key, [])]
            # A managed policy may also be attached elsewhere, by its ARN.
            for holder in holders if kind == "AWS::IAM::Policy" else [*holders, name]:
                yield from _statements(holder, properties["PolicyDocument"])
        elif kind in RESOURCE_POLICIES:
            yield from _statements(name, properties["KeyPolicy" if kind == "AWS::KMS::Key" else "PolicyDocument"])


def _statements(holder: str, document: Json) -> Iterator[Grant]:
    for statement in _list(document["Statement"]):
        condition = statement.get("Condition")
        for principal in _values(statement, "Principal"):
            for action in _values(statement, "Action"):
                for resource in _values(statement, "Resource"):
                    text = _text(condition) if condition else ""
                    yield Grant(holder, statement["Effect"], principal, action, resource, text)


def _values(statement: Json, key: str) -> list[str]:
    negated = f"Not{key}" in statement
    value = statement.get(f"Not{key}" if negated else key, "")
    if key == "Principal" and isinstance(value, dict):
        value = [f"{kind} {_text(one)}" for kind, some in value.items() for one in _list(some)]
    if negated:  # "all but these": meaningful as a whole only
        return [f"not {_text(value)}"]
    return [_text(one) for one in _list(value)]


def _covered(grant: Grant, others: set[Grant]) -> bool:
    return any(
        (other.holder, other.effect, other.principal) == (grant.holder, grant.effect, grant.principal)
        and other.condition in {"", grant.condition}
        and _within(grant.action, other.action)
        and _within(grant.resource, other.resource)
        for other in others
    )


def _within(pattern: str, wider: str) -> bool:
    """Whether all that `pattern` matches is matched by `wider`; only a `*` at the end of `wider` is understood."""
    if wider in {pattern, "*"}:
        return True
    start = wider.removesuffix("*")
    plain = not any(mark in start for mark in "*?") and not {pattern[:4], wider[:4]} & {"not "}
    return wider.endswith("*") and plain and pattern.startswith(start)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"Ref"}:
        return str(value["Ref"])
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
