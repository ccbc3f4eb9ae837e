"""The key that encrypts the artifacts of a pipeline."""

from collections.abc import Iterator

from ..examples import with_resources
from ..repository import Repository
from ..rule import At, rule
from ..stores import store_of
from ..templates import mappings, references

KEYS = "https://docs.aws.amazon.com/codepipeline/latest/userguide/S3-artifact-encryption.html"
_PIPELINE = """
Key: {Type: "AWS::KMS::Key"}
Topic: {Type: "AWS::SNS::Topic", Properties: {KmsMasterKeyId: !Ref Key}}
Logs: {Type: "AWS::Logs::LogGroup", Properties: {KmsKeyId: !GetAtt Key.Arn}}
Pipeline:
  Type: AWS::CodePipeline::Pipeline
  Properties: {ArtifactStore: {Type: S3, Location: !Ref Bucket}}
Bucket:
  Type: AWS::S3::Bucket
  Properties:
    BucketEncryption:
      ServerSideEncryptionConfiguration:
      - ServerSideEncryptionByDefault: { %s }
"""
# What may be encrypted with a key: the property that names it.
ENCRYPTED = {
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::CloudTrail::Trail": "KMSKeyId",
    "AWS::CodeBuild::Project": "EncryptionKey",
}


@rule(
    id="artifacts-have-the-key-of-the-rest",
    reason="With the key of S3 whoever may read the bucket reads what production will run; a key has its own policy.",
    source=KEYS,
    fails=with_resources(_PIPELINE % "SSEAlgorithm: AES256"),
    passes=with_resources(_PIPELINE % "SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !Ref Key"),
)
def have_the_key(repository: Repository) -> Iterator[At]:
    """Artifacts are not encrypted by S3 alone, where two resources of the template or more have a key of it."""
    seen = set()
    for pipeline in repository.pipelines:
        store = store_of(pipeline)
        bucket = store.bucket if store and not store.encrypted else None
        if bucket is None or (bucket.template.file, bucket.id) in seen:
            continue
        seen.add((bucket.template.file, bucket.id))
        rules = mappings(bucket.get("BucketEncryption", "ServerSideEncryptionConfiguration"))
        by_default = [each for each in (each.get("ServerSideEncryptionByDefault") for each in rules) if each]
        if not by_default or any(each.get("SSEAlgorithm") != "AES256" for each in mappings(by_default)):
            continue
        keys = {each.id for each in bucket.template.of_type("AWS::KMS::Key")}
        users = [
            each for each in bucket.template.of_type(*ENCRYPTED) if keys & {*references(each.get(ENCRYPTED[each.type]))}
        ]
        if len(users) > 1:
            yield At.of(
                bucket,
                f"its artifacts are encrypted with the key of S3 (AES256), and {len(users)} resources of the template, "
                f"such as {users[0].id}, with a key of it: name that key here and in ArtifactStore, EncryptionKey",
            )
