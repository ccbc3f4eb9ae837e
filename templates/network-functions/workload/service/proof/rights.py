"""What the role of the suites may do for the proof: run its task, read its log, take one instance away."""

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import IConstruct

from security.nag import accept, printed_arn
from workload.service.proof.task import ProofTask

# Whose answers tell how far the fleet has recovered. None of these calls knows resources.
LOOKS = ("autoscaling:DescribeAutoScalingGroups", "elasticloadbalancing:DescribeTargetHealth")
# One reason for all that the suites may do: a stack has few of them.
NAMED_WHILE_THEY_RUN = (
    "AWS names what the tests work with while they run: versions of the policy, tasks, log streams, and instances, "
    "which are bound to their group by its tag; health of targets and groups knows no resources"
)


def let_prove(
    tester: iam.Role, *, cluster: ecs.Cluster, task: ProofTask, instances: autoscaling.IAutoScalingGroup
) -> None:
    """Give `tester` these rights, and no others. instances: the group of which it may end instances."""
    stack = cdk.Stack.of(cluster)
    tasks = cluster.arn_for_tasks("*")
    instance_arns = stack.format_arn(service="ec2", resource="instance", resource_name="*")
    for statement in (
        iam.PolicyStatement(
            sid="RunTheProof",
            actions=["ecs:RunTask"],
            resources=[task.definition.task_definition_arn],
            conditions={"ArnEquals": {"ecs:cluster": cluster.cluster_arn}},
        ),
        iam.PolicyStatement(sid="FollowTheProof", actions=["ecs:DescribeTasks", "ecs:StopTask"], resources=[tasks]),
        iam.PolicyStatement(
            sid="GiveTheProofItsRoles",
            actions=["iam:PassRole"],
            resources=task.roles,
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        iam.PolicyStatement(
            sid="ReadItsResult", actions=["logs:GetLogEvents"], resources=[f"{task.log.log_group_arn}:*"]
        ),
        iam.PolicyStatement(
            sid="TakeAnInstanceAway",
            actions=["ec2:TerminateInstances"],
            resources=[instance_arns],
            conditions={
                "StringEquals": {"aws:ResourceTag/aws:autoscaling:groupName": instances.auto_scaling_group_name}
            },
        ),
        iam.PolicyStatement(sid="SeeWhetherTheFleetIsWhole", actions=list(LOOKS), resources=["*"]),
    ):
        tester.add_to_policy(statement)
    log, printed_cluster = (stack.get_logical_id(_element(each)) for each in (task.log, cluster))
    accept(
        tester,
        rule="AwsSolutions-IAM5",
        findings=[
            f"Resource::<{log}.Arn>:*",
            f"Resource::{printed_arn(stack, 'ecs', f'task/<{printed_cluster}>/*')}",
            f"Resource::{printed_arn(stack, 'ec2', 'instance/*')}",
            "Resource::*",
        ],
        reason=NAMED_WHILE_THEY_RUN,
    )


def _element(construct: IConstruct) -> cdk.CfnElement:
    element = construct.node.default_child
    assert isinstance(element, cdk.CfnElement)
    return element
