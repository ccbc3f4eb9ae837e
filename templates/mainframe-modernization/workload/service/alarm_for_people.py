"""An alarm that tells people and rolls nothing back: what a release does not mend."""

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD


def alarm_for_people(
    scope: Construct,
    id: str,
    metric: cloudwatch.IMetric,
    *,
    description: str,
    threshold: float = 1,
    operator: cloudwatch.ComparisonOperator = AT_LEAST,
) -> cloudwatch.Alarm:
    """Fires as soon as one period of `metric` is at `threshold`, or above it with ABOVE."""
    return cloudwatch.Alarm(
        scope,
        id,
        metric=metric,
        threshold=threshold,
        comparison_operator=operator,
        evaluation_periods=1,
        alarm_description=description,
        # Nothing was asked, or no job ran.
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
