"""Where the policy is kept: one object, each change of it a version, and the first one from the repository."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import custom_resources
from constructs import Construct

from security.callers import asked_by_us
from workload.data.buckets import Readers, versioned_bucket
from workload.environment import Environment
from workload.logs import log_group
from workload.names import deployment_name

FIRST_POLICY = Path(__file__).parent.parent / "service" / "runtime" / "policy.yaml"
# A replaced policy can be restored for so long, and the last hundred for ever.
KEPT_DAYS, KEPT_VERSIONS = 365, 100
# What S3 answers when there is a policy, or when somebody writes one in the same moment.
ANOTHER_IS_THERE = "PreconditionFailed|ConditionalRequestConflict"


class PolicyStore(Construct):
    """`bucket` holds the policy under `key_name`.

    The deployment puts the policy of the repository there if there is none: what the management API wrote stays.
    """

    key_name = "policy.yaml"

    def __init__(self, scope: Construct, id: str, *, environment: Environment, key: kms.IKey, readers: Readers) -> None:
        super().__init__(scope, id)
        self.bucket = versioned_bucket(
            self,
            "Bucket",
            environment=environment,
            key=key,
            readers=readers,
            rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=cdk.Duration.days(KEPT_DAYS),
                    noncurrent_versions_to_retain=KEPT_VERSIONS,
                )
            ],
        )
        self._put_the_first(environment, key)

    def _put_the_first(self, environment: Environment, key: kms.IKey) -> None:
        put = custom_resources.AwsSdkCall(
            service="S3",
            action="PutObject",
            parameters={
                "Bucket": self.bucket.bucket_name,
                "Key": self.key_name,
                "Body": FIRST_POLICY.read_text("utf-8"),
                "ContentType": "application/yaml; charset=utf-8",
                "Metadata": {"changed-by": f"the first deployment of {deployment_name(environment)}"},
                "IfNoneMatch": "*",
            },
            physical_resource_id=custom_resources.PhysicalResourceId.of(self.key_name),
            output_paths=["VersionId"],
            ignore_error_codes_matching=ANOTHER_IS_THERE,
        )
        logs = log_group(self, "FirstLog", environment=environment, key=key)
        role = iam.Role(self, "FirstRole", assumed_by=asked_by_us("lambda.amazonaws.com"))
        logs.grant_write(role)
        self._let_put(role, key)
        first = custom_resources.AwsCustomResource(
            self, "First", on_update=put, install_latest_aws_sdk=False, role=role, log_group=logs
        )
        # It runs as soon as it is made, and needs the rights of its role by then.
        first.node.add_dependency(role)

    def _let_put(self, role: iam.Role, key: kms.IKey) -> None:
        """The policy and nothing else; the key through S3 only."""
        role.add_to_policy(
            iam.PolicyStatement(
                sid="PutTheFirstPolicy",
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects(self.key_name)],
            )
        )
        stack = cdk.Stack.of(self)
        role.add_to_policy(
            iam.PolicyStatement(
                sid="EncryptIt",
                actions=["kms:GenerateDataKey", "kms:Decrypt"],
                resources=[key.key_arn],
                conditions={"StringEquals": {"kms:ViaService": f"s3.{stack.region}.{stack.url_suffix}"}},
            )
        )
