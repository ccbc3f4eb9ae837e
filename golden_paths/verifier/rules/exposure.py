"""What everybody may reach by the policy of a resource."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..examples import with_resources
from ..policies import Statement, read
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_text

BUCKET, BUCKET_POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy"
BLOCK_PUBLIC_ACCESS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
# Types with a policy, and the property that holds it.
POLICIES = {
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::SecretsManager::ResourcePolicy": "ResourcePolicy",
    "AWS::Backup::BackupVault": "AccessPolicy",
    "AWS::CodeArtifact::Domain": "PermissionsPolicyDocument",
    "AWS::CodeArtifact::Repository": "PermissionsPolicyDocument",
}

_POLICY = """
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument:
      Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*", Principal: %s}]
Bucket:
  Type: AWS::S3::Bucket
"""


@rule(
    id="bucket-is-not-for-everybody",
    reason="A bucket that everybody may read or write gives its data to whoever finds its name.",
    source=BLOCK_PUBLIC_ACCESS,
    fails=with_resources(_POLICY % '"*"'),
    passes=with_resources(_POLICY % "{Service: cloudfront.amazonaws.com}"),
)
def bucket_is_not_for_everybody(repository: Repository) -> Iterator[At]:
    """No policy and no ACL opens a bucket to everybody, a website apart."""
    for policy in repository.of_type(BUCKET_POLICY):
        bucket = policy.template.resource(policy.get("Bucket"))
        for statement in read(policy, policy.get("PolicyDocument")):
            if statement.for_everybody and not (_is_website(bucket) and _only_reads(statement)):
                yield _open(policy, statement)
    for bucket in repository.of_type(BUCKET):
        acl = bucket.text("AccessControl")
        if acl.startswith("Public") and not (acl == "PublicRead" and _is_website(bucket)):
            yield At.of(
                bucket,
                f"the ACL {acl} opens the bucket to everybody: leave AccessControl out, and let a bucket policy name "
                "who reads it",
            )


def _open(policy: Resource, statement: Statement) -> At:
    return At.of(
        policy,
        f'the statement{statement.called} allows {", ".join(statement.actions[:3])} to the principal "*" and no '
        "condition says who that is: name the account, the role or the service, or add aws:PrincipalOrgID",
    )


def _is_read(blocks: Any) -> bool:
    return isinstance(blocks, Mapping) and not any(str(each).startswith("Fn::") or each == "Ref" for each in blocks)


def _is_website(bucket: Resource | None) -> bool:
    return bucket is not None and bucket.get("WebsiteConfiguration") is not None


def _only_reads(statement: Statement) -> bool:
    return all(each.lower().startswith(("s3:get", "s3:list")) for each in statement.actions)


@rule(
    id="bucket-blocks-public-access",
    reason="A bucket without the block of public access is open as soon as a policy or an ACL opens it.",
    source=BLOCK_PUBLIC_ACCESS,
    fails=with_resources(
        """
        Bucket:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: false}
        """
    ),
    passes=with_resources(
        """
        Bucket:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration:
              {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}
        """
    ),
)
def blocks_public_access(repository: Repository) -> Iterator[At]:
    """No bucket, a website apart, turns off a block of public access, or leaves one out of those that it names."""
    for bucket in repository.of_type(BUCKET):
        blocks = bucket.get("PublicAccessBlockConfiguration")
        off = [each for each in BLOCKS if as_text(blocks.get(each)) in {"", "false"}] if _is_read(blocks) else []
        if off and not _is_website(bucket):
            yield At.of(
                bucket,
                f"{', '.join(off)} is false or left out, so a policy or an ACL can open the bucket to everybody: turn "
                "all four blocks of public access on",
            )


@rule(
    id="resource-is-not-for-everybody",
    reason="A policy for `*` lets every AWS account use the key, send to the queue or pull the image.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    fails=with_resources(
        """
        Policy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Queue]
            PolicyDocument:
              Statement: [{Effect: Allow, Action: "sqs:SendMessage", Resource: "*", Principal: "*"}]
        """
    ),
    passes=with_resources(
        """
        Policy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Queue]
            PolicyDocument:
              Statement:
              - Effect: Allow
                Action: "sqs:SendMessage"
                Resource: "*"
                Principal: "*"
                Condition: {ArnEquals: {"aws:SourceArn": !Ref Topic}}
        """
    ),
)
def resource_is_not_for_everybody(repository: Repository) -> Iterator[At]:
    """The policy of a key, queue, topic, repository, secret or vault says for whom it is."""
    for policy in repository.of_type(*POLICIES):
        for statement in read(policy, policy.get(POLICIES[policy.type])):
            if statement.for_everybody:
                yield _open(policy, statement)
