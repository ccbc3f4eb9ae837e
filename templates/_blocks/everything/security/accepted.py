"""The findings of cdk-nag that the pipeline's stack accepts, each with its reason."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from project import SOURCE
from security import nag
from security.encryption import ArtifactStore

BUCKET_ACTIONS = ("s3:Abort*", "s3:DeleteObject*", "s3:GetBucket*", "s3:GetObject*", "s3:List*")
KEY_ACTIONS = ("kms:GenerateDataKey*", "kms:ReEncrypt*")
NO_RESOURCES = "Job results, traces, metrics, lists and signing in to a registry have no resource-level permissions"
STACK_ACTIONS = ("cloudformation:DescribeStack*", "cloudformation:GetTemplate*")


def _logical_id(construct: Construct) -> str:
    child = construct.node.default_child
    assert isinstance(child, cdk.CfnElement)
    return cdk.Stack.of(construct).get_logical_id(child)


def accept_findings(
    stack: cdk.Stack, *, store: ArtifactStore, guard: lambda_.Function, without_resources: Sequence[IConstruct]
) -> None:
    """Accept what the CDK's own grants and the APIs without resource-level permissions make unavoidable.

    without_resources: the few that call such an API; whatever else gets a right on everything is a finding.
    """
    buckets = [bucket for bucket in stack.node.find_all() if isinstance(bucket, s3.CfnBucket)]
    exceptions = (
        (
            "AwsSolutions-IAM5",
            [
                *(f"Action::{action}" for action in (*BUCKET_ACTIONS, *KEY_ACTIONS)),
                f"Resource::<{_logical_id(guard)}.Arn>:*",
            ],
            "Grants of the CDK on the artifact bucket, its key and the guard: variants of one action, or any version",
        ),
        (
            "AwsSolutions-IAM5",
            [
                *(f"Resource::<{stack.get_logical_id(bucket)}.Arn>/*" for bucket in buckets),
                f"Resource::<{_logical_id(store.bucket)}.Arn>/{SOURCE.repository}",
            ],
            "CodePipeline chooses the keys of artifacts itself",
        ),
        (
            "AwsSolutions-IAM5",
            [
                *(f"Action::{action}" for action in STACK_ACTIONS),
                f"Resource::{nag.printed_arn(stack, 'cloudformation', f'stack/{stack.stack_name}/*')}",
            ],
            "The update action may read and update this one stack, whose id ends in a random part",
        ),
        (
            "AwsSolutions-IAM4",
            [
                f"Policy::arn:{partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
                for partition in ("aws", "<AWS::Partition>")
            ],
            "The managed policy lets the guard write logs, nothing else",
        ),
        ("AwsSolutions-L1", [""], "The guard runs on the Python version that its tests run on"),
    )
    for rule, findings, reason in exceptions:
        nag.accept(stack, rule=rule, findings=findings, reason=reason, any_of=True)
    for role in without_resources:
        nag.accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=NO_RESOURCES)
