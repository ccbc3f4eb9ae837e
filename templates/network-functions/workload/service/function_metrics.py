"""The metrics that the network function writes about itself: `packet_filter/measurements.py`."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from workload.environment import Environment
from workload.names import deployment_name

MINUTE = cdk.Duration.minutes(1)
ENVIRONMENT, RULE = "Environment", "Rule"


def function_metric(
    environment: Environment,
    name: str,
    *,
    statistic: str = "Sum",
    label: str = "",
    period: cdk.Duration = MINUTE,
) -> cloudwatch.Metric:
    """`name` of all functions of `environment` together. Each writes it once a minute.

    statistic: "Maximum" is the worst of them.
    """
    return cloudwatch.Metric(
        namespace=deployment_name(environment),
        metric_name=name,
        dimensions_map={ENVIRONMENT: environment.name},
        statistic=statistic,
        period=period,
        label=label or name,
    )


def drops_by_rule(environment: Environment) -> cloudwatch.MathExpression:
    """The packets that each rule dropped. A rule appears with its first drop, so nobody can list them here."""
    namespace = deployment_name(environment)
    return cloudwatch.MathExpression(
        expression=(
            f"SEARCH('{{{namespace},{ENVIRONMENT},{RULE}}} "
            f'MetricName="DroppedPackets" {ENVIRONMENT}="{environment.name}"\', \'Sum\', 60)'
        ),
        using_metrics={},
        label="",
        period=MINUTE,
    )
