"""What jobs measure, as CloudWatch has it: `batch/emf.py` and `batch/running.py` write it."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from workload.environment import Environment
from workload.names import deployment_name

MINUTE, FIVE_MINUTES = cdk.Duration.minutes(1), cdk.Duration.minutes(5)
OF_A_DD = "Environment,Job,Step,DD"


def of_job(
    environment: Environment,
    job: str,
    name: str,
    *,
    statistic: str = "Maximum",
    period: cdk.Duration = FIVE_MINUTES,
) -> cloudwatch.Metric:
    """A metric of a job as a whole, labelled with its name."""
    return cloudwatch.Metric(
        namespace=deployment_name(environment),
        metric_name=name,
        dimensions_map={"Environment": environment.name, "Job": job},
        statistic=statistic,
        period=period,
        label=job,
    )


def records(environment: Environment, name: str) -> cloudwatch.MathExpression:
    """RecordsRead or RecordsWritten of each DD of each step, whichever there are."""
    found = f'{{{deployment_name(environment)},{OF_A_DD}}} MetricName="{name}" Environment="{environment.name}"'
    return cloudwatch.MathExpression(
        expression=f"SEARCH('{found}', 'Sum', {FIVE_MINUTES.to_seconds():g})",
        using_metrics={},
        period=FIVE_MINUTES,
        label="",
    )
