"""The bucket of a source that another system uploads, and the role that this system takes: it may do nothing else."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from project import NAME
from security.callers import role_named
from security.encryption import ArtifactStore


def source_bucket(scope: Construct, *, store: ArtifactStore) -> s3.Bucket:
    """Every version of the zip, until artifacts of its age expire; uploads are announced to EventBridge."""
    bucket = s3.Bucket(
        scope,
        "Bucket",
        versioned=True,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        encryption=s3.BucketEncryption.KMS,
        encryption_key=store.key,
        bucket_key_enabled=True,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        server_access_logs_bucket=store.logs,
        server_access_logs_prefix="source/",
        lifecycle_rules=[store.expiry()],
    )
    child = bucket.node.default_child
    assert isinstance(child, s3.CfnBucket)
    # The L2 property would add a Lambda function as custom resource for the same setting.
    child.add_property_override("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True)
    return bucket


def let_upload(scope: Construct, *, bucket: s3.Bucket, zip_key: str, uploaders: Sequence[str]) -> None:
    """A role that puts this one object, and may not read it.

    zip_key: of the object. uploaders: who may take the role, as ARNs of IAM or account ids; none: whoever is allowed to
    by a policy in the account of the pipeline.
    """
    principals = [
        iam.AccountPrincipal(one) if one.isdigit() else role_named(one, account=one.split(":")[4]) for one in uploaders
    ]
    role = iam.Role(
        scope,
        "Uploader",
        role_name=f"{NAME}-source-upload",
        description=f"Uploads the source of {NAME}",
        assumed_by=iam.CompositePrincipal(*(principals or [iam.AccountRootPrincipal()])),
    )
    role.add_to_policy(
        iam.PolicyStatement(
            sid="PutTheSource",
            actions=["s3:PutObject", "s3:AbortMultipartUpload"],
            resources=[bucket.arn_for_objects(zip_key)],
        )
    )
    assert bucket.encryption_key is not None
    role.add_to_policy(
        iam.PolicyStatement(
            sid="EncryptIt",
            # S3 decrypts the parts of a large upload to put them together.
            actions=["kms:GenerateDataKey", "kms:Decrypt"],
            resources=[bucket.encryption_key.key_arn],
            # The key also encrypts artifacts. With bucket keys, S3 names the bucket in the context.
            conditions={"StringEquals": {"kms:EncryptionContext:aws:s3:arn": bucket.bucket_arn}},
        )
    )
    cdk.CfnOutput(scope, "UploadBucket", value=bucket.bucket_name, description="Where the zip is uploaded")
    cdk.CfnOutput(scope, "UploadRole", value=role.role_arn, description="Who may upload it")
