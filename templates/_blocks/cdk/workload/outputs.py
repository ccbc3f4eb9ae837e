"""The outputs of a service stack: all that the pipeline and the tests know of a deployed workload."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch


def publish(
    stack: cdk.Stack, *, endpoint: str, health_alarms: Sequence[cloudwatch.Alarm], dashboard: str, version: str
) -> None:
    """Add the four outputs that `pipeline/actions/deploy.py` asks for.

    endpoint: without a slash at its end. dashboard: a URL. version: what the service answers at `/health`.
    """
    cdk.CfnOutput(stack, "Endpoint", value=endpoint)
    cdk.CfnOutput(stack, "HealthAlarms", value=",".join(alarm.alarm_name for alarm in health_alarms))
    cdk.CfnOutput(stack, "Dashboard", value=dashboard)
    cdk.CfnOutput(stack, "DeployedVersion", value=version)
