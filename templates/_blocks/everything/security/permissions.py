"""What the roles of the pipeline may do beyond their own logs, and who may approve."""

import aws_cdk as cdk
from aws_cdk import aws_codebuild as codebuild
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from project import APPROVERS, NAME, QUALIFIER
from settings.environment import DeploymentEnvironment
from settings.names import UPDATE_STAGE


def bootstrap_role_arn(kind: str, *, account: str, region: str) -> str:
    """ARN of a bootstrap role in an account: kind is deploy, file-publishing, lookup, review or cfn-exec.

    account: empty means the account of the pipeline.
    """
    owner = account or "${AWS::AccountId}"
    # As one Fn::Sub: cfn-lint's rule for the role of a CloudFormation action takes the Fn::Join of tokens for an error.
    return cdk.Fn.sub(f"arn:${{AWS::Partition}}:iam::{owner}:role/cdk-{QUALIFIER}-{kind}-role-{owner}-{region}")


def may_assume(role: iam.Role, *kinds: str, environment: DeploymentEnvironment) -> None:
    """Let `role` assume the bootstrap roles of `environment`, and no other role anywhere."""
    role.add_to_policy(
        iam.PolicyStatement(
            sid="BootstrapRolesOfTheEnvironment",
            actions=["sts:AssumeRole"],
            resources=[
                bootstrap_role_arn(kind, account=environment.account, region=environment.region) for kind in kinds
            ],
        )
    )


def may_see_the_pipeline(role: iam.Role) -> None:
    """Let `role` ask which execution is in which stage, and whether it is a rollback."""
    # By name: the pipeline itself refers to what has the role.
    pipeline = cdk.Stack.of(role).format_arn(service="codepipeline", resource=NAME)
    role.add_to_policy(
        iam.PolicyStatement(
            sid="ExecutionsOfThePipeline", actions=["codepipeline:GetPipelineState"], resources=[pipeline]
        )
    )


class Approvers(Construct):
    """The policy of people who may approve a release or confirm a change of the pipeline that weakens it.

    It has a name, so that a permission set of IAM Identity Center can refer to it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        pipeline: codepipeline.Pipeline,
        approvals: list[str],
        builds: list[codebuild.PipelineProject],
        printed: list[logs.ILogGroup],
        confirmation: str,
    ) -> None:
        """approvals: `Stage/Action` of each approval. builds, printed: of what is read before one.

        confirmation: name of the SSM parameter of the guard.
        """
        super().__init__(scope, id)
        statements = [
            iam.PolicyStatement(
                sid="Approve",
                actions=["codepipeline:PutApprovalResult"],
                resources=[f"{pipeline.pipeline_arn}/{approval}" for approval in approvals],
            ),
            iam.PolicyStatement(
                sid="SeeThePipeline",
                actions=[
                    "codepipeline:GetPipeline",
                    "codepipeline:GetPipelineState",
                    "codepipeline:GetPipelineExecution",
                ],
                resources=[pipeline.pipeline_arn],
            ),
            iam.PolicyStatement(
                sid="RetryTheUpdateOfThePipeline",
                actions=["codepipeline:RetryStageExecution"],
                resources=[f"{pipeline.pipeline_arn}/{UPDATE_STAGE}"],
            ),
            iam.PolicyStatement(
                sid="ConfirmAChangeOfThePipeline",
                actions=["ssm:PutParameter"],
                resources=[
                    cdk.Stack.of(self).format_arn(
                        service="ssm", resource="parameter", resource_name=confirmation.removeprefix("/")
                    )
                ],
            ),
        ]
        if builds:
            statements += [
                iam.PolicyStatement(
                    sid="SeeTheReview",
                    actions=["codebuild:BatchGetBuilds", "codebuild:BatchGetProjects"],
                    resources=[each.project_arn for each in builds],
                ),
                iam.PolicyStatement(
                    sid="ReadTheReview",
                    actions=["logs:FilterLogEvents", "logs:GetLogEvents"],
                    resources=[each.log_group_arn for each in printed],
                ),
            ]
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            managed_policy_name=f"{NAME}-approvers",
            description=f"Approve releases of {NAME}",
            statements=statements if approvals else statements[1:],
        )
        for name in APPROVERS:
            self.policy.attach_to_role(iam.Role.from_role_name(self, name, name))
