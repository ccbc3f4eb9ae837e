"""Buckets of one environment: encrypted with its key, versioned, reached by TLS only, with a log of who read them."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from workload.environment import Environment

INCOMPLETE_UPLOADS_DAYS = 7


class Readers(Construct):
    """`bucket` holds who read and wrote the other buckets, as long as the logs of the environment."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment) -> None:
        super().__init__(scope, id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            # S3 delivers access logs only to buckets that use keys of its own.
            encryption=s3.BucketEncryption.S3_MANAGED,
            lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(environment.log_retention_days))],
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=_removal(environment),
            auto_delete_objects=not environment.protect_data,
        )


def versioned_bucket(
    scope: Construct,
    id: str,
    *,
    environment: Environment,
    key: kms.IKey,
    readers: Readers,
    rules: Sequence[s3.LifecycleRule],
) -> s3.Bucket:
    """A bucket in `scope` whose replaced versions live as `rules` say. Who read it is written to `readers`."""
    incomplete = s3.LifecycleRule(abort_incomplete_multipart_upload_after=cdk.Duration.days(INCOMPLETE_UPLOADS_DAYS))
    return s3.Bucket(
        scope,
        id,
        versioned=True,
        encryption=s3.BucketEncryption.KMS,
        encryption_key=key,
        bucket_key_enabled=True,
        lifecycle_rules=[*rules, incomplete],
        server_access_logs_bucket=readers.bucket,
        server_access_logs_prefix=f"{id.lower()}/",
        enforce_ssl=True,
        minimum_tls_version=1.2,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        removal_policy=_removal(environment),
        auto_delete_objects=not environment.protect_data,
    )


def _removal(environment: Environment) -> cdk.RemovalPolicy:
    return cdk.RemovalPolicy.RETAIN if environment.protect_data else cdk.RemovalPolicy.DESTROY
