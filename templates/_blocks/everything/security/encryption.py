"""The key and the buckets of the pipeline: what it stores is encrypted, versioned and reached over TLS only."""

import aws_cdk as cdk
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from security.key_policy import let_logs_and_alarms_use
from settings.pipeline import AuditTrail, Pipeline

INCOMPLETE_UPLOADS_DAYS = 7


class ArtifactStore(Construct):
    """`key` encrypts, `bucket` holds the artifacts, `logs` holds who read them and the audit trail.

    A rollback deploys an old artifact again, so artifacts live as long as `settings.artifact_retention_days`.
    """

    def __init__(self, scope: Construct, id: str, *, settings: Pipeline) -> None:
        super().__init__(scope, id)
        self._kept = cdk.Duration.days(settings.artifact_retention_days)
        self.key = kms.Key(
            self, "Key", enable_key_rotation=True, description="Artifacts, logs and alerts of the pipeline"
        )
        let_logs_and_alarms_use(self.key, name=cdk.Stack.of(self).stack_name)
        self.logs = self._bucket(
            "Logs",
            # S3 delivers access logs only to buckets that use keys of its own.
            encryption=s3.BucketEncryption.S3_MANAGED,
        )
        self.bucket = self._bucket(
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="artifacts/",
        )
        if settings.audit_trail is AuditTrail.OWN:
            self._trail()

    def _bucket(self, id: str, **options: object) -> s3.Bucket:
        return s3.Bucket(
            self,
            id,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=cdk.RemovalPolicy.RETAIN,
            lifecycle_rules=[self.expiry(expiration=self._kept)],
            **options,  # type: ignore[arg-type]
        )

    def expiry(self, *, expiration: cdk.Duration | None = None) -> s3.LifecycleRule:
        """What was replaced is kept as long as artifacts are; what was not, for ever or until `expiration`."""
        return s3.LifecycleRule(
            expiration=expiration,
            noncurrent_version_expiration=self._kept,
            abort_incomplete_multipart_upload_after=cdk.Duration.days(INCOMPLETE_UPLOADS_DAYS),
        )

    def _trail(self) -> None:
        trail = cloudtrail.Trail(
            self,
            "Trail",
            bucket=self.logs,
            s3_key_prefix="cloudtrail",
            encryption_key=self.key,
            enable_file_validation=True,
            is_multi_region_trail=True,
        )
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AuditTrailEncrypts",
                principals=[iam.ServicePrincipal("cloudtrail.amazonaws.com")],
                actions=["kms:GenerateDataKey*", "kms:DescribeKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
            )
        )
        trail.add_s3_event_selector([cloudtrail.S3EventSelector(bucket=self.bucket)])
