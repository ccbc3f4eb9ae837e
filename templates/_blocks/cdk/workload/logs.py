"""Encrypted log groups of one environment."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from workload.environment import Environment


def log_group(scope: Construct, id: str, *, environment: Environment, key: kms.IKey) -> logs.LogGroup:
    """A group that is kept as long as the environment says, and goes with its stack."""
    group = logs.LogGroup(
        scope,
        id,
        encryption_key=key,
        retention=logs.RetentionDays.INFINITE,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    keep_days(group, environment.log_retention_days)
    return group


def keep_days(log_group: logs.LogGroup, days: int) -> None:
    """Keep the logs for `days` days. The construct itself takes an enumeration instead of a number."""
    resource = log_group.node.default_child
    assert isinstance(resource, logs.CfnLogGroup)
    resource.retention_in_days = days
