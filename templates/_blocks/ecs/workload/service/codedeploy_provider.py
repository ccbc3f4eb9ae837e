"""The custom resource of cdklabs.ecs-codedeploy, which starts a deployment and waits for it."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from cdk.ecs_codedeploy import EcsDeployment

from security.callers import trust_only_for_us
from security.nag import accept
from workload.environment import Environment

REASON = "Part of cdklabs.ecs-codedeploy, which offers no choice here"


def settle_provider(deployment: EcsDeployment, *, environment: Environment, key: kms.IKey) -> None:
    """Keep its logs and its roles as all others of the environment; accept what cdk-nag finds in functions not ours."""
    for part in deployment.node.find_all():
        if isinstance(part, logs.CfnLogGroup):
            part.retention_in_days, part.kms_key_id = environment.log_retention_days, key.key_arn
        elif isinstance(part, iam.CfnRole):
            trust_only_for_us(part)
    stack = cdk.Stack.of(deployment)
    functions = [each for each in deployment.node.find_all() if isinstance(each, lambda_.CfnFunction)]
    called = [f"Resource::<{stack.get_logical_id(function)}.Arn>:*" for function in functions]
    accept(deployment, rule="AwsSolutions-IAM5", findings=called, reason=REASON, any_of=True)
    basic = managed_policy("service-role/AWSLambdaBasicExecutionRole")
    accept(deployment, rule="AwsSolutions-IAM4", finding=basic, reason=REASON)
    for rule in ("AwsSolutions-L1", "AwsSolutions-SF1", "AwsSolutions-SF2"):
        accept(deployment, rule=rule, reason=REASON)


def managed_policy(name: str) -> str:
    """A managed policy of AWS in the words of cdk-nag."""
    return f"Policy::arn:<AWS::Partition>:iam::aws:policy/{name}"
