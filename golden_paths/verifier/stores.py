"""Where the artifacts of a pipeline lie: its bucket, its key, and what their own policies allow."""

from collections.abc import Iterator
from dataclasses import dataclass

from .pipelines import Pipeline
from .policies import Statement, read
from .templates import Resource, as_list, as_text


@dataclass(frozen=True)
class Store:
    """bucket, key: None where the template does not have them. encrypted: with a key that the pipeline names."""

    bucket: Resource | None
    key: Resource | None
    encrypted: bool


def store_of(pipeline: Pipeline) -> Store | None:
    """The artifact store; None where there are several, one a region."""
    found = pipeline.resource.get("ArtifactStore")
    listed = as_list(pipeline.resource.get("ArtifactStores"))
    if found is None and len(listed) == 1 and isinstance(listed[0], dict):
        found = listed[0].get("ArtifactStore")
    if not isinstance(found, dict):
        return None
    template = pipeline.resource.template
    bucket = template.resource(found.get("Location"))
    written = found.get("EncryptionKey")
    key = template.resource(written.get("Id")) if isinstance(written, dict) else None
    if key is not None and key.type == "AWS::KMS::Alias":
        key = template.resource(key.get("TargetKeyId"))
    return Store(
        bucket if bucket is not None and bucket.type == "AWS::S3::Bucket" else None,
        key if key is not None and key.type == "AWS::KMS::Key" else None,
        written is not None,
    )


def policy_of(resource: Resource) -> list[Statement]:
    """The statements of the own policy of a bucket or key."""
    return list(_statements(resource))


def _statements(resource: Resource) -> Iterator[Statement]:
    yield from read(resource, resource.get("KeyPolicy"))
    for policy in resource.template.of_type("AWS::S3::BucketPolicy"):
        if resource.template.resource(policy.get("Bucket")) is resource:
            yield from read(policy, policy.get("PolicyDocument"))


def may_name(statement: Statement, role: Resource) -> bool:
    """The statement may name this role itself, which needs no policy of its own then. An account is no role."""
    for value in statement.principals("AWS"):
        text = as_text(value)
        found = role.template.resource(value)
        if found is role or (found is None and not text.endswith(":root") and not text.isdigit()):
            return True
    return False
