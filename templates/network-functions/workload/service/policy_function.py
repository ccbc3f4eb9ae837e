"""The function behind the management API: it may use the policy and its key, and nothing else."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from security.callers import asked_by_us
from security.nag import accept
from settings.configuration import ConfigurationError
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.logs import keep_days, log_group
from workload.names import deployment_name
from workload.released_image import NO_RESOURCES, ReleasedImage

PACKAGE = "dist/management"
HANDLER = "policy_api.api.handler"
SERVICE = "policy-api"
# Who changed which policy: kept for two years where data is protected, as auditors ask for at least one.
AUDIT_DAYS = 731
# Less than the 29 seconds after which API Gateway answers by itself.
TIMEOUT = cdk.Duration.seconds(25)


class PolicyFunction(Construct):
    """`function` with its log group `logs`, which holds the audit log too.

    image: its digest is the version that `/health` answers with.
    Raises ConfigurationError: nobody has built the package of the function.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, image: ReleasedImage
    ) -> None:
        super().__init__(scope, id)
        self.logs = self._audit_log(environment, data)
        role = iam.Role(self, "Role", assumed_by=asked_by_us("lambda.amazonaws.com"))
        self.logs.grant_write(role)
        self._let_use_the_policy(role, data)
        # Without versions: the digest is a parameter, of which the CDK makes no new version. A rollback of the stack
        # brings back code and variables together.
        self.function = lambda_.Function(
            self,
            "Function",
            description=f"Reads and changes the policy of {deployment_name(environment)}",
            code=_package(self),
            handler=HANDLER,
            # What the wheels in the package are for, too.
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            # One whole processor: a policy of a thousand rules is parsed and judged within a request.
            memory_size=1769,
            timeout=TIMEOUT,
            role=role,
            log_group=self.logs,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            environment={
                "POWERTOOLS_SERVICE_NAME": SERVICE,
                "POWERTOOLS_METRICS_NAMESPACE": deployment_name(environment),
                "POLICY_BUCKET": data.policy.bucket.bucket_name,
                "POLICY_KEY": data.policy.key_name,
                "FUNCTION": environment.function.value,
                "ENTRY": environment.entry.value,
                "DEPLOYED_VERSION": image.version,
            },
        )
        accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=NO_RESOURCES)

    def _audit_log(self, environment: Environment, data: DataStack) -> logs.LogGroup:
        group = log_group(self, "Logs", environment=environment, key=data.key)
        if environment.protect_data:
            keep_days(group, max(AUDIT_DAYS, environment.log_retention_days))
            group.apply_removal_policy(cdk.RemovalPolicy.RETAIN)
            resource = group.node.default_child
            assert isinstance(resource, logs.CfnLogGroup)
            resource.deletion_protection_enabled = True
        logs.CfnQueryDefinition(
            self,
            "Changes",
            name=f"{deployment_name(environment)}/Changes of the policy",
            log_group_names=[group.log_group_name],
            query_string=(
                "fields @timestamp, action, outcome, caller, source_ip, version_before, version_after, refusal\n"
                "| filter audit = 1\n| sort @timestamp desc\n| limit 200"
            ),
        )
        return group

    def _let_use_the_policy(self, role: iam.Role, data: DataStack) -> None:
        bucket, policy = data.policy.bucket, data.policy.bucket.arn_for_objects(data.policy.key_name)
        role.add_to_policy(
            iam.PolicyStatement(
                sid="ReadAndReplaceThePolicy",
                actions=["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
                resources=[policy],
            )
        )
        role.add_to_policy(
            iam.PolicyStatement(
                sid="ListItsVersions",
                # Who may not list gets 403 instead of 404 where there is no policy yet.
                actions=["s3:ListBucket", "s3:ListBucketVersions"],
                resources=[bucket.bucket_arn],
            )
        )
        data.key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")


def _package(scope: Construct) -> lambda_.Code:
    folder = Path(scope.node.try_get_context("package") or PACKAGE)
    if not folder.is_dir():
        raise ConfigurationError(f"{folder} is missing: run `make package`, which builds the management API")
    return lambda_.Code.from_asset(folder.as_posix(), exclude=["**/__pycache__", "**/*.pyc"])
