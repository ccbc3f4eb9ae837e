"""The bucket in which a pipeline keeps its artifacts."""

from collections.abc import Iterator

from ..examples import with_resources
from ..policies import read
from ..repository import Repository
from ..rule import At, rule
from ..stores import store_of
from ..templates import Resource, as_list, as_text

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


@rule(
    id="artifacts-come-over-tls",
    reason="Artifacts hold what production will run; without this Deny a client may fetch them in clear text.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    fails=with_resources(_PIPELINE + _DENY.replace("aws:SecureTransport", "aws:PrincipalIsAWSService")),
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
            yield At.of(
                bucket,
                "no policy of this bucket of artifacts denies requests without TLS: add a Deny on s3:* for the bucket "
                "and its objects where aws:SecureTransport is false",
            )


def _policies(bucket: Resource) -> Iterator[Resource]:
    """Policies of this bucket, or of one that cannot be told from it."""
    for policy in bucket.template.of_type("AWS::S3::BucketPolicy"):
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
