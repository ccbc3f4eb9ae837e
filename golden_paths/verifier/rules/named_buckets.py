"""Buckets that code reads from its environment, and that its role lets it use."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ..elsewhere import resource_of
from ..examples import with_resources
from ..policies import Statement
from ..repository import Repository
from ..roles import NO_DATA, Roles
from ..rule import At, rule
from ..templates import Resource, as_text
from .secrets import variables_of

ACCESS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html"
BUCKET = "AWS::S3::Bucket"
A_BUCKET = re.compile(r"(?i)(^|_)bucket(_?name)?$")
# What a name of a bucket is written with, where no part of it is made elsewhere.
WRITTEN = re.compile(r"[a-z0-9][a-z0-9.-]{2,62}")
USERS = {"AWS::Lambda::Function": "Role", "AWS::ECS::TaskDefinition": "TaskRoleArn"}
REFERENCES = {"Ref", "Fn::GetAtt", "Fn::ImportValue", "Fn::GetStackOutput"}
_FUNCTION = """
Function:
  Type: AWS::Lambda::Function
  Properties: {Role: !GetAtt Role.Arn, Environment: {Variables: {ORDERS_BUCKET: %s}}}
Bucket: {Type: "AWS::S3::Bucket"}
Role:
  Type: AWS::IAM::Role
  Properties:
    Policies:
    - PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/*'}]}
"""


@rule(
    id="bucket-of-a-variable-may-be-used",
    reason="Code that is told a bucket which its role does not know is refused each time it reads or writes.",
    source=ACCESS,
    fails=with_resources(_FUNCTION % "!Sub '${Bucket}-backup'"),
    passes=with_resources(_FUNCTION % "!Ref Bucket"),
)
def may_be_used(repository: Repository) -> Iterator[At]:
    """A bucket whose name a variable spells is one of those on which the role has rights of S3, if it has any."""
    for user in repository.of_type(*USERS):
        roles = Roles(user.template)
        role = roles.role(user.get(USERS[user.type]))
        named = [each for each in variables_of(user) if A_BUCKET.search(each[0]) and _is_spelt(each[1])]
        rights = roles.rights(role) if role is not None and named else None
        if role is None or rights is None or not rights.readable:
            continue
        if any(not each.endswith(NO_DATA) for each in rights.managed):
            continue
        of_s3 = [each for each in rights.statements if each.allows and _is_of_s3(each)]
        for name, value in named:
            if of_s3 and all(_is_another(repository, each, value) for each in of_s3):
                yield At.of(
                    user,
                    f'the variable {name} names the bucket "{_shown(value)}", and the role {role.id} has rights on '
                    "other buckets alone: name a bucket that it may use, or add the right",
                )


def _is_spelt(value: Any) -> bool:
    """Letters of its own stand in the name of the bucket: it is not just a reference."""
    if isinstance(value, str):
        return WRITTEN.fullmatch(value) is not None
    parts = value.get("Fn::Join") if isinstance(value, Mapping) else None
    if isinstance(parts, list) and len(parts) == 2 and isinstance(parts[1], list):
        return any(isinstance(each, str) and re.search("[a-z0-9]", each) for each in parts[1])
    text = value.get("Fn::Sub") if isinstance(value, Mapping) else None
    return isinstance(text, str) and re.search("[a-z0-9]", re.sub(r"\$\{[^}]*\}", "", text)) is not None


def _is_of_s3(statement: Statement) -> bool:
    return "NotAction" in statement.body or any(each.lower().startswith(("s3:", "*")) for each in statement.actions)


def _is_another(repository: Repository, statement: Statement, value: Any) -> bool:
    """No resource of a statement can be this bucket."""
    if "NotAction" in statement.body or "NotResource" in statement.body:
        return False
    return all(_arn_of_another(repository, statement.owner, each, value) for each in statement.resources)


def _arn_of_another(repository: Repository, owner: Resource, arn: Any, value: Any) -> bool:
    template, wanted = owner.template, as_text(value)
    text = as_text(arn)
    if found := re.match(r"arn:[^:]*(?:\$\{AWS::Partition\})?[^:]*:s3:::([^/$]+)(?:/.*)?$", text):
        return "$" not in wanted and "Fn::" not in wanted and not fnmatchcase(wanted, found[1])
    made = list(_references(arn))
    bucket = resource_of(repository, template, made[0]) if len(made) == 1 else None
    # A name that CloudFormation makes is none that somebody spells.
    return bucket is not None and bucket.type == BUCKET and bucket.get("BucketName") is None


def _references(value: Any) -> Iterator[Any]:
    """Whatever a value takes from elsewhere, but for pseudo parameters."""
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, Mapping):
        name, argument = next(iter(value.items()), ("", None))
        if name == "Fn::Sub" and isinstance(argument, str):
            for each in re.findall(r"\$\{([A-Za-z0-9]+)[^}]*\}", argument):
                yield {"Ref": each}
        elif name in REFERENCES:
            if not as_text(argument).startswith("AWS::"):
                yield value
        else:
            yield from _references(argument)


def _shown(value: Any) -> str:
    return re.sub(r"Fn::\w+\([^)]*\)", "…", as_text(value))[:80]
