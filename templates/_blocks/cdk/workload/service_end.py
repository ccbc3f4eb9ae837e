"""The end of every service stack: its dashboard, its outputs, and resources of the team as 0.4.0 took them."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from monitoring.alarms import Alerts
from monitoring.dashboards import Dashboard, DashboardMetrics
from workload.environment import Environment
from workload.names import deployment_name
from workload.outputs import publish
from workload.service_parts import AddResources, add_resources_as_before


def end_service(
    stack: cdk.Stack,
    *,
    environment: Environment,
    endpoint: str,
    health_alarms: Sequence[cloudwatch.Alarm],
    metrics: DashboardMetrics,
    alerts: Alerts,
    version: str,
    add_resources: AddResources,
) -> None:
    """Show `metrics` and `health_alarms` to people, and tell the pipeline `endpoint`, `health_alarms` and `version`.

    Call it last: an `add_resources` of 0.4.0 may read everything of the stack.
    """
    dashboard = Dashboard(
        stack,
        "Overview",
        name=deployment_name(environment),
        metrics=metrics,
        health_alarms=health_alarms,
        alerts=alerts,
    )
    publish(stack, endpoint=endpoint, health_alarms=health_alarms, dashboard=dashboard.url, version=version)
    add_resources_as_before(add_resources, stack, environment)
