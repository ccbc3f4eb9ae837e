"""The outputs of a service stack: all that the pipeline and the tests know of a deployed workload."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from workload.kept_probe import NONE, PARAMETER, PATH, REQUEST


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


def keep_probe(scope: Construct, *, path: str, body: Mapping[str, Any]) -> str:
    """Let the store keep a probe from release to release; returns the path where the hooks have to find it, or NONE.

    path, body: what is posted to the API once, to place it. The service answers 201 with `Location`, a path, and with
    `Preference-Applied: keep`, which says that it does not delete what is synthetic here.
    """
    stack = cdk.Stack.of(scope)
    parameter = cdk.CfnParameter(
        stack,
        PARAMETER,
        type="String",
        default=NONE,
        description="Where an earlier release placed the probe that the store keeps",
        allowed_pattern=f"^({NONE}|{PATH})$",
    )
    cdk.CfnOutput(stack, f"{PARAMETER}Output", value=parameter.value_as_string).override_logical_id(PARAMETER)
    cdk.CfnOutput(stack, REQUEST, value=json.dumps({"path": path, "body": body}))
    return parameter.value_as_string
