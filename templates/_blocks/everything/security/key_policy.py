"""What the policy of a key has to say: AWS services that write by themselves have to be let in by name."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms


def let_logs_and_alarms_use(key: kms.Key, *, name: str) -> None:
    """Let CloudWatch encrypt the log groups that begin with `name`, functions' included, and messages of alarms.

    Without it the groups cannot be created, and alarms are lost without a trace.
    """
    stack = cdk.Stack.of(key)
    groups = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:"
    prefixes = ("", "/aws/lambda/", "/aws/vendedlogs/")
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="LogsOfThisEnvironment",
            # Its name ends differently in China.
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.{stack.url_suffix}")],
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            resources=["*"],
            conditions={
                "ArnLike": {"kms:EncryptionContext:aws:logs:arn": [f"{groups}{prefix}{name}-*" for prefix in prefixes]}
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
