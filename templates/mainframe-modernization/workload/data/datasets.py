"""The data sets of the jobs, the records of their runs, and what they print: one bucket that keeps every version."""

import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from security.nag import accept
from workload.environment import Environment
from workload.task import NAMED_AT_RUN_TIME

# Where the code of the jobs puts what: batch/store.py.
DATASETS, RUNS, TEMPORARY, SYSOUT = "datasets/", "runs/", "temporary/", "sysout/"
# A job that failed is started again within this time, at the step that needs what an earlier one passed to it.
TEMPORARY_DAYS = 14
INCOMPLETE_UPLOADS_DAYS = 7
OBJECT_ACTIONS = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject")
# Of the data stack. A name of our own for what the CDK names by a digest, so that the finding below can be accepted.
ARN_OUTPUT = "DatasetBucketArn"


class DatasetBucket(Construct):
    """`bucket` holds all of it. Who read and wrote it stands in a bucket of its own, as long as the logs."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id)
        self._key = key
        closed: dict[str, Any] = {
            "block_public_access": s3.BlockPublicAccess.BLOCK_ALL,
            "enforce_ssl": True,
            "minimum_tls_version": 1.2,
            "removal_policy": cdk.RemovalPolicy.RETAIN if environment.protect_data else cdk.RemovalPolicy.DESTROY,
            "auto_delete_objects": not environment.protect_data,
        }
        log_days = cdk.Duration.days(environment.log_retention_days)
        readers = s3.Bucket(
            self,
            "Readers",
            # S3 delivers access logs only to buckets that use keys of its own.
            encryption=s3.BucketEncryption.S3_MANAGED,
            lifecycle_rules=[s3.LifecycleRule(expiration=log_days)],
            **closed,
        )
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            versioned=True,
            # Without a retention for everything: `python -m batch put` says what is locked.
            object_lock_enabled=True if environment.datasets.object_lock_days else None,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            server_access_logs_bucket=readers,
            lifecycle_rules=[
                # A record in runs/ says which versions count, so it never expires, nor does a data set by its age.
                s3.LifecycleRule(prefix=TEMPORARY, expiration=cdk.Duration.days(TEMPORARY_DAYS)),
                s3.LifecycleRule(prefix=SYSOUT, expiration=log_days),
                s3.LifecycleRule(
                    noncurrent_version_expiration=cdk.Duration.days(environment.datasets.keep_versions_days),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(INCOMPLETE_UPLOADS_DAYS),
                    expired_object_delete_marker=True,
                ),
            ],
            **closed,
        )
        cdk.CfnOutput(cdk.Stack.of(self), ARN_OUTPUT, value=self.bucket.bucket_arn)

    def let_run_jobs(self, role: iam.IRole) -> None:
        """Let `role`, which is of another stack, read and write data sets and their versions, and use the key for that.

        It may neither unlock a data set nor delete a version.
        """
        data, stack = cdk.Stack.of(self), cdk.Stack.of(role)
        bucket = cdk.Fn.get_stack_output(data.stack_name, ARN_OUTPUT, region=data.region)
        kept = [f"{prefix}*" for prefix in (DATASETS, RUNS, TEMPORARY, SYSOUT)]
        through_s3 = {"StringEquals": {"kms:ViaService": f"s3.{data.region}.{data.url_suffix}"}}
        for statement in (
            iam.PolicyStatement(
                sid="FindDatasets", actions=["s3:ListBucket", "s3:ListBucketVersions"], resources=[bucket]
            ),
            iam.PolicyStatement(
                sid="UseDatasets", actions=[*OBJECT_ACTIONS], resources=[f"{bucket}/{each}" for each in kept]
            ),
            iam.PolicyStatement(
                sid="UseTheirKey",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[self._key.key_arn],
                conditions=through_s3,
            ),
        ):
            role.add_to_principal_policy(statement)
        printed = json.dumps(stack.resolve(bucket), separators=(",", ":"))
        accept(
            role,
            rule="AwsSolutions-IAM5",
            findings=[f"Resource::{printed}/{each}" for each in kept],
            reason=NAMED_AT_RUN_TIME,
        )
