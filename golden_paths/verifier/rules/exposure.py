"""What everybody may reach by the policy of a resource."""

from collections.abc import Iterator

from ..examples import with_resources
from ..policies import Statement, read
from ..repository import Repository
from ..rule import At, rule
from ..stores import store_of
from ..templates import Resource, as_list, as_text

BUCKET, BUCKET_POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy"
BLOCK_PUBLIC_ACCESS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
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
# Services in which a customer of another account can make a source that calls any function.
CALLS_FOR_EVERYBODY = ("s3", "sns", "events", "apigateway", "iot", "ses")

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
            yield At(
                bucket.template.file,
                bucket.where,
                f"the ACL {acl} opens the bucket to everybody: leave AccessControl out, and let a bucket policy name "
                "who reads it",
            )


def _open(policy: Resource, statement: Statement) -> At:
    return At(
        policy.template.file,
        policy.where,
        f'the statement{statement.called} allows {", ".join(statement.actions[:3])} to the principal "*" and no '
        "condition says who that is: name the account, the role or the service, or add aws:PrincipalOrgID",
    )


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
            PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true}
        """
    ),
)
def blocks_public_access(repository: Repository) -> Iterator[At]:
    """No bucket, a website apart, turns off a block of public access."""
    for bucket in repository.of_type(BUCKET):
        blocks = bucket.get("PublicAccessBlockConfiguration")
        off = [name for name, value in blocks.items() if as_text(value) == "false"] if isinstance(blocks, dict) else []
        if off and not _is_website(bucket):
            yield At(
                bucket.template.file,
                bucket.where,
                f"{', '.join(sorted(off))} is false, so a policy or an ACL can open the bucket to everybody: turn all "
                "four blocks of public access on",
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


_PIPELINE = """
Pipeline:
  Type: AWS::CodePipeline::Pipeline
  Properties: {ArtifactStore: {Type: S3, Location: !Ref Bucket}}
"""
_DENY = """
Bucket:
  Type: AWS::S3::Bucket
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument:
      Statement:
      - Effect: Deny
        Action: "s3:*"
        Resource: [!GetAtt Bucket.Arn, !Sub "${Bucket.Arn}/*"]
        Principal: "*"
        Condition: {Bool: {"aws:SecureTransport": false}}
"""
_PERMISSION = """
Permission:
  Type: AWS::Lambda::Permission
  Properties:
    Action: lambda:InvokeFunction
    FunctionName: orders
"""


@rule(
    id="function-names-its-caller",
    reason="A permission for a service alone lets a bucket, topic or rule of any account call the function.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
    fails=with_resources(_PERMISSION + "    Principal: s3.amazonaws.com"),
    passes=with_resources(_PERMISSION + "    Principal: s3.amazonaws.com\n    SourceAccount: !Ref AWS::AccountId"),
)
def names_its_caller(repository: Repository) -> Iterator[At]:
    """Who may call a function is named by SourceArn, SourceAccount or PrincipalOrgID."""
    for permission in repository.of_type("AWS::Lambda::Permission"):
        if any(permission.get(each) is not None for each in ("SourceArn", "SourceAccount", "PrincipalOrgID")):
            continue
        principal = permission.text("Principal")
        everybody = principal == "*" and permission.text("FunctionUrlAuthType") != "AWS_IAM"
        # The rule on URLs of functions tells of those.
        if (everybody and permission.text("FunctionUrlAuthType") != "NONE") or (
            principal.split(".")[0] in CALLS_FOR_EVERYBODY
            and principal.endswith(("amazonaws.com", "${AWS::URLSuffix}"))
        ):
            yield At(
                permission.template.file,
                permission.where,
                f'the principal "{principal}" may call the function for any account: add SourceArn with the ARN of the '
                "caller, and SourceAccount where that ARN has no account",
            )


@rule(
    id="function-url-is-not-for-everybody",
    reason="The URL of a function with AuthType NONE answers everybody on the internet.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    fails=with_resources("Url:\n  Type: AWS::Lambda::Url\n  Properties: {AuthType: NONE, TargetFunctionArn: orders}"),
    passes=with_resources(
        "Url:\n  Type: AWS::Lambda::Url\n  Properties: {AuthType: AWS_IAM, TargetFunctionArn: orders}"
    ),
)
def url_is_not_for_everybody(repository: Repository) -> Iterator[At]:
    """The URL of a function asks for a signature."""
    for url in repository.of_type("AWS::Lambda::Url", "AWS::Serverless::Function"):
        found = url.text("AuthType") if url.type.endswith("Url") else url.text("FunctionUrlConfig", "AuthType")
        if found == "NONE" and "Condition" not in url.body:
            yield At(
                url.template.file,
                url.where,
                "the URL of the function has AuthType NONE, so everybody on the internet may call it: use AWS_IAM, or "
                "an API with an authorizer",
            )


@rule(
    id="artifacts-come-over-tls",
    reason="Artifacts hold what production will run; without this Deny a client may fetch them in clear text.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    fails=with_resources(_PIPELINE + _POLICY % "{Service: cloudfront.amazonaws.com}"),
    passes=with_resources(_PIPELINE + _DENY),
)
def over_tls(repository: Repository) -> Iterator[At]:
    """The policy of the bucket of a pipeline's artifacts denies requests without TLS."""
    seen = set()
    for pipeline in repository.pipelines:
        store = store_of(pipeline)
        bucket = store.bucket if store else None
        if bucket is None or (bucket.template.file, bucket.id) in seen:
            continue
        seen.add((bucket.template.file, bucket.id))
        if not any(_denies_clear_text(policy) for policy in _policies(bucket)):
            yield At(
                bucket.template.file,
                bucket.where,
                "no policy of this bucket of artifacts denies requests without TLS: add a Deny on s3:* for the bucket "
                "and its objects where aws:SecureTransport is false",
            )


def _policies(bucket: Resource) -> Iterator[Resource]:
    """Policies of this bucket, or of one that cannot be told from it."""
    for policy in bucket.template.of_type(BUCKET_POLICY):
        if bucket.template.resource(policy.get("Bucket")) in (bucket, None):
            yield policy


def _denies_clear_text(policy: Resource) -> bool:
    document = policy.get("PolicyDocument")
    if not isinstance(document, dict) or any(not isinstance(each, dict) for each in as_list(document.get("Statement"))):
        return True
    return any(
        as_text(each.body.get("Effect")) == "Deny"
        and any(key in {"aws:securetransport", "s3:tlsversion"} for key, _ in each.conditions)
        for each in read(policy, document)
    )
