"""Who may release a revision to the instances, and what a release has to know: `workload/release.py`."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from project import QUALIFIER
from security.callers import role_named
from security.nag import accept, printed_arn
from workload.data.infrastructure import DataStack
from workload.service.gateway import Gateway
from workload.service.vnf.codedeploy import ZoneByZone
from workload.service.vnf.instance_rights import REVISION_KEY, through_s3

# What a release calls of the deployment group.
ACTIONS = (
    *("BatchGetDeploymentTargets", "CreateDeployment", "GetDeployment", "GetDeploymentGroup", "ListDeploymentTargets"),
    "StopDeployment",
)


class Releaser(Construct):
    """A role for the deploy role of the bootstrap, which is all that a deploy action may assume, and the outputs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        data: DataStack,
        delivery: ZoneByZone,
        gateway: Gateway,
        log: logs.ILogGroup,
    ) -> None:
        super().__init__(scope, id)
        role = self._role(data, delivery)
        # Each output in the stack that has what it names.
        for stack, name, value in (
            (data, "ReleaseBucket", data.revisions.bucket_name),
            (data, "ReleasePolicyBucket", data.policy.bucket.bucket_name),
            (data, "ReleasePolicyKey", data.policy.key_name),
            (cdk.Stack.of(self), "ReleaseApplication", delivery.application.application_name),
            (cdk.Stack.of(self), "ReleaseGroup", delivery.deployment_group.deployment_group_name),
            (cdk.Stack.of(self), "ReleaseLogGroup", log.log_group_name),
            (cdk.Stack.of(self), "ReleaseRole", role.role_arn),
            (cdk.Stack.of(self), "ReleaseTargetGroup", gateway.target_group_arn),
        ):
            cdk.CfnOutput(stack, name, value=value)

    def _role(self, data: DataStack, delivery: ZoneByZone) -> iam.Role:
        stack = cdk.Stack.of(self)
        deployer = f"cdk-{QUALIFIER}-deploy-role-{stack.account}-{stack.region}"
        role = iam.Role(
            self,
            "Role",
            assumed_by=role_named(f"arn:{stack.partition}:iam::{stack.account}:role/{deployer}"),
            description="Puts a revision of the function into its bucket, and has CodeDeploy deploy it",
        )
        configurations = f"arn:{stack.partition}:codedeploy:{stack.region}:{stack.account}:deploymentconfig:*"
        for statement in (
            iam.PolicyStatement(
                sid="PutTheRevision",
                actions=["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"],
                resources=[data.revisions.arn_for_objects(REVISION_KEY)],
            ),
            iam.PolicyStatement(
                sid="EncryptIt",
                actions=["kms:GenerateDataKey", "kms:Decrypt"],
                resources=[data.key.key_arn],
                conditions=through_s3(data),
            ),
            iam.PolicyStatement(
                sid="RegisterIt",
                actions=["codedeploy:RegisterApplicationRevision", "codedeploy:GetApplicationRevision"],
                resources=[delivery.application.application_arn],
            ),
            iam.PolicyStatement(
                sid="DeployItAndSeeWhatBecomesOfIt",
                actions=[f"codedeploy:{action}" for action in ACTIONS],
                resources=[delivery.deployment_group.deployment_group_arn],
            ),
            # CodeDeploy asks for this right, whichever configuration the group has.
            iam.PolicyStatement(
                sid="HowItIsDeployed", actions=["codedeploy:GetDeploymentConfig"], resources=[configurations]
            ),
        ):
            role.add_to_policy(statement)
        accept(
            role,
            rule="AwsSolutions-IAM5",
            finding=f"Resource::{printed_arn(stack, 'codedeploy', 'deploymentconfig:*')}",
            reason="To read how deployments are made changes nothing, and CodeDeploy names the configuration itself",
        )
        return role
