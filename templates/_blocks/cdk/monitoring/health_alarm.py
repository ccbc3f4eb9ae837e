"""An alarm on the health of a service, as those are that roll a deployment back."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from settings.configuration import ConfigurationError

MINUTE = cdk.Duration.minutes(1)
# Source: AWS CodeDeploy, quotas: "Maximum number of alarms that can be associated with a deployment group".
MOST_ALARMS = 10


def health_alarm(
    scope: Construct, id: str, metric: cloudwatch.IMetric, *, threshold: float, description: str, minutes: int = 1
) -> cloudwatch.Alarm:
    """Fires when `metric` reaches `threshold` for so many `minutes`; its period has to be one minute."""
    return cloudwatch.Alarm(
        scope,
        id,
        metric=metric,
        threshold=threshold,
        alarm_description=description,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluation_periods=minutes,
        datapoints_to_alarm=minutes,
        # No requests is no error; without this an idle service could never be deployed.
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )


def require_few(health_alarms: Sequence[cloudwatch.Alarm], *, environment: str) -> None:
    """Raises ConfigurationError: CodeDeploy cannot watch so many alarms. environment: its name."""
    if len(health_alarms) > MOST_ALARMS:
        raise ConfigurationError(
            f"health alarms of {environment}: {len(health_alarms)}, and CodeDeploy watches at most {MOST_ALARMS}; "
            "return fewer from extensions/resources.py, for example one that watches the sum of two metrics"
        )
