"""What the router counts: `router/metrics.py` of the run time."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from workload.environment import Environment
from workload.names import deployment_name
from workload.service.router_service.runtime import OPERATIONS, OTHER, Count, RoutesCount, Side

MINUTE = cdk.Duration.minutes(1)
NAMES = tuple(each.name for each in OPERATIONS)


def of_router(
    environment: Environment,
    name: str,
    *,
    operation: str = "",
    side: Side | None = None,
    statistic: str = "Sum",
    label: str = "",
    period: cdk.Duration = MINUTE,
) -> cloudwatch.Metric:
    """One of its metrics. operation: without it, of all together. side: of the durations."""
    by = {"Operation": operation} if operation else {}
    return cloudwatch.Metric(
        namespace=deployment_name(environment),
        metric_name=name,
        dimensions_map={"Environment": environment.name, **by, **({"Side": side.value} if side else {})},
        statistic=statistic,
        label=label or None,
        period=period,
    )


def graphs(environment: Environment) -> Mapping[str, Sequence[cloudwatch.Metric]]:
    """For the dashboard: how far each operation has moved, and whether both systems answer the same."""

    def by_operation(*counts: Count) -> list[cloudwatch.Metric]:
        return [
            of_router(environment, count.value, operation=name, label=f"{name}: {count.value}")
            for name in NAMES
            for count in counts
        ]

    weights = [
        of_router(environment, "Weight", operation=name, statistic="Minimum", label=f"{name}, percent")
        for name in NAMES
    ]
    durations = [
        of_router(environment, "Duration", operation=name, side=side, statistic="p99", label=f"{name}, {side.value}")
        for name in NAMES
        for side in Side
    ]
    looks = [of_router(environment, count.value) for count in RoutesCount]
    failed = by_operation(Count.LEGACY_FAILED, Count.NEW_FAILED)
    return {
        "Weights: accounts at the new service": weights,
        "Requests, and those to the new service": by_operation(Count.REQUESTS, Count.TO_NEW),
        "Milliseconds at each side, p99": durations,
        "Shadow-compare": by_operation(Count.COMPARED, Count.MISMATCHES, Count.SHADOW_FAILED, Count.SHADOW_DROPPED),
        "No answer of a side": [*failed, of_router(environment, Count.LEGACY_FAILED.value, operation=OTHER)],
        "Weights that were refused or not available": looks,
    }
