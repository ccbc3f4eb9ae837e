"""Tables of DynamoDB: paid by the request, encrypted with the key of the environment, every second can be restored."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from workload.environment import Environment

# What a caller needs of the key of a table: DynamoDB uses it in the caller's name.
# Source: Amazon DynamoDB developer guide, encryption at rest, authorizing use of a customer managed key.
KEY_ACTIONS = (
    *("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
)


def table(
    scope: Construct, id: str, *, environment: Environment, key: kms.IKey, keys: Sequence[str], expires: str = ""
) -> dynamodb.TableV2:
    """A table with one or two keys, all text. expires: the attribute with the second after which an item may go."""
    protected = environment.protect_data
    partition, *sort = (dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING) for name in keys)
    return dynamodb.TableV2(
        scope,
        id,
        partition_key=partition,
        sort_key=sort[0] if sort else None,
        time_to_live_attribute=expires or None,
        billing=dynamodb.Billing.on_demand(),
        encryption=dynamodb.TableEncryptionV2.customer_managed_key(key),
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        deletion_protection=protected,
        removal_policy=cdk.RemovalPolicy.RETAIN if protected else cdk.RemovalPolicy.DESTROY,
    )


def let_call(role: iam.IRole, made: dynamodb.ITableV2, *, key: kms.IKey, actions: Sequence[str]) -> None:
    """Let `role` do this with the items of a table, and use its key for that and nothing else."""
    stack = cdk.Stack.of(made)
    for statement in (
        iam.PolicyStatement(actions=[*actions], resources=[made.table_arn]),
        iam.PolicyStatement(
            actions=[*KEY_ACTIONS],
            resources=[key.key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"dynamodb.{stack.region}.{stack.url_suffix}"}},
        ),
    ):
        role.add_to_principal_policy(statement)
