"""What an action in another account needs: its role, the bucket and the key must each allow it."""

import re
from collections.abc import Iterator

from ..examples import with_pipeline
from ..pipelines import Action
from ..policies import Statement, account, matches
from ..repository import Repository
from ..roles import ROLE, Roles
from ..rule import At, Example, rule
from ..stores import Store, policy_of, store_of
from ..templates import Resource, as_text

CROSS_ACCOUNT = "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html"
HERE = "${AWS::AccountId}"

_STAGES = """
- Name: Prod
  Actions:
  - Name: Deploy
    RoleArn: "arn:aws:iam::444455556666:role/deploy"
    ActionTypeId: {Category: Deploy, Provider: CloudFormation}
    InputArtifacts: [{Name: Templates}]
"""
_KEY = """
Key:
  Type: AWS::KMS::Key
  Properties:
    KeyPolicy:
      Statement:
      - {Effect: Allow, Action: 'kms:*', Resource: '*', Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}}
"""
_KEY_FOR_PROD = """
      - {Effect: Allow, Action: 'kms:Decrypt', Resource: '*', Principal: {AWS: 'arn:aws:iam::444455556666:root'}}
"""
_BUCKET = """
Artifacts:
  Type: AWS::S3::Bucket
OfArtifacts:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Artifacts
    PolicyDocument:
      Statement:
      - Effect: Deny
        Action: "s3:*"
        Resource: !Sub "${Artifacts.Arn}/*"
        Principal: "*"
        Condition: {Bool: {"aws:SecureTransport": "false"}}
"""
_BUCKET_FOR_PROD = """
      - Effect: Allow
        Action: "s3:Get*"
        Resource: !Sub "${Artifacts.Arn}/*"
        Principal: {AWS: "arn:aws:iam::444455556666:role/deploy"}
"""


def _stored(resources: str, key: str = ", EncryptionKey: {Type: KMS, Id: !GetAtt Key.Arn}") -> Example:
    store = f"ArtifactStore: {{Type: S3, Location: !Ref Artifacts{key}}}"
    return {
        file: text.replace("PipelineType: V2\n", f"PipelineType: V2\n      {store}\n")
        for file, text in with_pipeline(_STAGES, resources).items()
    }


def _entered(role: str) -> Example:
    policy = f"{{PolicyDocument: {{Statement: [{{Effect: Allow, Action: 'sts:AssumeRole', Resource: '{role}'}}]}}}}"
    made = f"Role:\n  Type: AWS::IAM::Role\n  Properties: {{Policies: [{policy}]}}\n"
    return {
        file: text.replace("PipelineType: V2\n", "PipelineType: V2\n      RoleArn: !GetAtt Role.Arn\n")
        for file, text in with_pipeline(_STAGES, made).items()
    }


_WHOLE = _stored(_KEY.rstrip() + _KEY_FOR_PROD + _BUCKET.rstrip() + _BUCKET_FOR_PROD)


@rule(
    id="other-account-has-a-key",
    reason="Without a key of its own the store is encrypted with the AWS managed key, which no other account may use.",
    source=CROSS_ACCOUNT,
    fails=_stored(_BUCKET.rstrip() + _BUCKET_FOR_PROD, key=""),
    passes=_WHOLE,
)
def has_a_key(repository: Repository) -> Iterator[At]:
    """The artifact store of a pipeline with actions in other accounts names a key."""
    for file, store, action, role in _elsewhere(repository):
        if not store.encrypted:
            yield At(
                file,
                str(action),
                f"its role {role[:90]} is in another account, and the artifact store has no EncryptionKey: name a key "
                "of KMS whose policy lets that account decrypt",
            )


@rule(
    id="other-account-may-decrypt",
    reason="A role of another account needs the key policy as well: its own policy alone is not enough.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
    fails=_stored(_KEY + _BUCKET.rstrip() + _BUCKET_FOR_PROD),
    passes=_WHOLE,
)
def may_decrypt(repository: Repository) -> Iterator[At]:
    """The key policy of the artifact store lets each role of another account decrypt."""
    for file, store, action, role in _elsewhere(repository):
        if store.key is not None and not _allowed(store.key, role, "kms:Decrypt"):
            yield At(
                file,
                str(action),
                f"its role {role[:90]} is in another account, and the policy of the key {store.key.id} does not allow "
                "kms:Decrypt to it: add a statement for this role or its account",
            )


@rule(
    id="other-account-may-read-artifacts",
    reason="A role of another account needs the bucket policy as well: its own policy alone is not enough.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html",
    fails=_stored(_KEY.rstrip() + _KEY_FOR_PROD + _BUCKET),
    passes=_WHOLE,
)
def may_read_artifacts(repository: Repository) -> Iterator[At]:
    """The bucket policy of the artifact store lets each role of another account read."""
    for file, store, action, role in _elsewhere(repository):
        if store.bucket is not None and not _allowed(store.bucket, role, "s3:GetObject"):
            yield At(
                file,
                str(action),
                f"its role {role[:90]} is in another account, and the policy of the bucket {store.bucket.id} does not "
                "allow s3:GetObject to it: add a statement for this role or its account",
            )


@rule(
    id="pipeline-may-enter-other-account",
    reason="CodePipeline assumes the role of an action with the pipeline's role, which must allow it across accounts.",
    source=CROSS_ACCOUNT,
    fails=_entered("arn:aws:iam::111122223333:role/deploy"),
    passes=_entered("arn:aws:iam::444455556666:role/deploy"),
)
def may_enter(repository: Repository) -> Iterator[At]:
    """The role of the pipeline allows sts:AssumeRole on each action's role of another account."""
    for pipeline in repository.pipelines:
        roles = Roles(pipeline.resource.template)
        own = roles.role(pipeline.resource.get("RoleArn"))
        for action in pipeline.actions if own is not None else []:
            role = _other_account(action)
            if own is None or not role:
                continue
            rights = roles.rights(own)
            reached = [value for each in rights.statements if each.may("sts:AssumeRole") for value in each.resources]
            if rights.lacks("sts:AssumeRole") or not any(_may_match(as_text(each), role) for each in reached):
                yield At(
                    pipeline.resource.template.file,
                    str(action),
                    f"its role {role[:90]} is in another account, and the pipeline's role {own.id} does not allow "
                    "sts:AssumeRole on it: add the right",
                )


_ROLE_THERE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deploy
      Policies:
      - PolicyDocument:
          Statement:
          - {Effect: Allow, Action: %s, Resource: "*"}
"""


@rule(
    id="role-of-other-account-may-read-artifacts",
    reason="The bucket and its key let a role of another account in only if its own policies allow it as well.",
    source=CROSS_ACCOUNT,
    fails={**_WHOLE, "prod.yaml": _ROLE_THERE % "'s3:GetObject'"},
    passes={**_WHOLE, "prod.yaml": _ROLE_THERE % "['s3:GetObject', 'kms:Decrypt']"},
)
def role_may_read(repository: Repository) -> Iterator[At]:
    """A role of another account, whose template is in the repository, allows what it needs to read artifacts."""
    there = {each.text("RoleName"): each for each in repository.of_type(ROLE) if each.text("RoleName")}
    for _, store, action, arn in _elsewhere(repository):
        role = there.get(arn.rsplit("/", 1)[-1])
        needed = ["s3:GetObject", *(["kms:Decrypt"] if store.encrypted else [])]
        for right in needed if role is not None and action.inputs else []:
            if role is not None and Roles(role.template).rights(role).lacks(right):
                yield At.of(
                    role,
                    f"the action {action} reads artifacts of another account with this role, which does not allow "
                    f"{right}: add the right for the artifact store of the pipeline",
                )


def _other_account(action: Action) -> str:
    """The role of an action in another account, which its ARN names by number or by a parameter of its own."""
    role = as_text(action.body.get("RoleArn"))
    where = account(role)
    return role if where and where != HERE else ""


def _elsewhere(repository: Repository) -> Iterator[tuple[str, Store, Action, str]]:
    """File, store, action and role of each action in another account that has artifacts."""
    for pipeline in repository.pipelines:
        store = store_of(pipeline)
        for action in pipeline.actions if store else []:
            role = _other_account(action)
            if store is not None and role and (action.inputs or action.outputs):
                yield pipeline.resource.template.file, store, action, role


def _allowed(target: Resource, role: str, action: str) -> bool:
    """The own policy of a bucket or key may allow this action to this role. What is not readable here may."""
    found = policy_of(target)
    if not found:
        elsewhere = target.template.of_type("AWS::S3::BucketPolicy") if target.type == "AWS::S3::Bucket" else ()
        return target.get("KeyPolicy") is not None or any(elsewhere)
    return any(each.may(action) and _may_name(each, role) for each in found)


def _may_name(statement: Statement, role: str) -> bool:
    for text in map(as_text, statement.principals("AWS")):
        where = account(text) or text
        if text in {"*", role} or (where == account(role) and (text == where or text.endswith(":root"))):
            return True
        # Two accounts with different numbers, or from different parameters, are two accounts.
        if _unknown(text) and (where == account(role) or not ACCOUNT.fullmatch(where)):
            return True
    return False


ACCOUNT = re.compile(r"\d{12}|\$\{[\w:]+\}")


def _may_match(pattern: str, role: str) -> bool:
    return matches(pattern, role) or _unknown(pattern)


def _unknown(text: str) -> bool:
    """The text has a part that nobody knows here: a parameter or a function."""
    known = text.replace(HERE, "").replace("${AWS::Partition}", "")
    return "${" in known or "(" in known
