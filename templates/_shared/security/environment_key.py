"""The key of one environment: AWS services that write by themselves have to be let in by name."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms


def let_logs_and_alarms_use(key: kms.Key, *, name: str) -> None:
    """Let CloudWatch encrypt log groups and alarm messages of the environment whose resources begin with `name`.

    Without it the groups cannot be created, and alarms are lost without a trace.
    """
    stack = cdk.Stack.of(key)
    groups = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:"
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="LogsOfThisEnvironment",
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            resources=["*"],
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": [f"{groups}{name}-*", f"{groups}/aws/vendedlogs/{name}-*"]
                }
            },
        )
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="AlarmsOfThisAccount",
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["kms:Decrypt", "kms:GenerateDataKey*"],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
        )
    )
