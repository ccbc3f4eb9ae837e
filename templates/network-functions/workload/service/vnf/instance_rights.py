"""What an instance of the function may do, and with what: its policy, its revisions, its place in the target group."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs

from security.nag import accept, printed_arn
from workload.data.infrastructure import DataStack
from workload.environment import Environment, Function
from workload.names import deployment_name
from workload.service.gateway import Gateway

# Where a revision lies in its bucket; each release is a version of it.
REVISION_KEY = "revision.zip"


def give_rights(
    role: iam.Role, *, environment: Environment, data: DataStack, gateway: Gateway, log: logs.LogGroup
) -> None:
    """Grant `role`, which may pull the image already, what the function, the hooks and the two agents call."""
    for statement in (
        iam.PolicyStatement(
            sid="ReadThePolicy",
            actions=["s3:GetObject"],
            resources=[data.policy.bucket.arn_for_objects(data.policy.key_name)],
        ),
        iam.PolicyStatement(
            sid="ReadTheRevision",
            actions=["s3:GetObject", "s3:GetObjectVersion"],
            resources=[data.revisions.arn_for_objects(REVISION_KEY)],
        ),
        iam.PolicyStatement(
            sid="DecryptBoth", actions=["kms:Decrypt"], resources=[data.key.key_arn], conditions=through_s3(data)
        ),
        iam.PolicyStatement(
            sid="WriteTheLog",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[log.log_group_arn],
        ),
        iam.PolicyStatement(
            sid="LeaveAndJoin",
            actions=["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
            resources=[gateway.target_group_arn],
        ),
        iam.PolicyStatement(
            sid="SeeTheHealthOfTargets", actions=["elasticloadbalancing:DescribeTargetHealth"], resources=["*"]
        ),
        iam.PolicyStatement(
            sid="AgentOfCodeDeploy",
            actions=[
                f"codedeploy-commands-secure:{action}"
                for action in (
                    "GetDeploymentSpecification",
                    "PollHostCommand",
                    "PutHostCommandAcknowledgement",
                    "PutHostCommandComplete",
                )
            ],
            resources=["*"],
        ),
        iam.PolicyStatement(
            sid="AgentOfSessionManager",
            actions=[
                "ssm:UpdateInstanceInformation",
                *(
                    f"ssmmessages:{action}{channel}Channel"
                    for action in ("Create", "Open")
                    for channel in ("Control", "Data")
                ),
            ],
            resources=["*"],
        ),
    ):
        role.add_to_policy(statement)
    # `Resource::*` is accepted where the role may pull the image: these calls know no resources either.
    if environment.function is Function.SOURCE_NAT:
        _let_check_no_addresses(role, environment)


def through_s3(data: DataStack) -> dict[str, dict[str, str]]:
    """The condition that a key is used for objects of S3 only."""
    return {"StringEquals": {"kms:ViaService": f"s3.{data.region}.{data.url_suffix}"}}


def _let_check_no_addresses(role: iam.Role, environment: Environment) -> None:
    """Packets that are translated have addresses that are not the instance's, which EC2 drops unless told otherwise."""
    stack = cdk.Stack.of(role)
    instances = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:instance/*"
    role.add_to_policy(
        iam.PolicyStatement(
            sid="SwitchTheCheckOfAddressesOff",
            actions=["ec2:ModifyInstanceAttribute"],
            resources=[instances],
            conditions={
                "StringEquals": {"aws:ResourceTag/network-function": deployment_name(environment)},
                # EC2 says which attribute where it can, and not always in the same case.
                "StringEqualsIgnoreCaseIfExists": {"ec2:Attribute": "sourceDestCheck"},
            },
        )
    )
    accept(
        role,
        rule="AwsSolutions-IAM5",
        finding=f"Resource::{printed_arn(stack, 'ec2', 'instance/*')}",
        reason="An instance has no name before it runs; the tag of this function tells its own from all others",
    )
