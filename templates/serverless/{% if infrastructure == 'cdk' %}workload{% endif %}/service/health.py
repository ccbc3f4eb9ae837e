"""When a version of this service is unhealthy. Exactly these alarms roll a deployment back."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from workload.environment import Environment

MINUTE = cdk.Duration.minutes(1)


class Health(Construct):
    """The health of what runs behind `alias`; `alarms` are all alarms of it."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, alias: lambda_.Alias) -> None:
        super().__init__(scope, id)
        self.alarms = [
            self._alarm(
                "Errors",
                alias.metric_errors(period=MINUTE),
                threshold=5,
                description="Five requests within a minute ended in an error of the service",
            ),
            # A canary gets a small share of the traffic: its errors drown in the numbers of all versions.
            self._alarm(
                "NewVersionErrors",
                alias.metric_errors(
                    period=MINUTE,
                    dimensions_map={
                        "FunctionName": alias.lambda_.function_name,
                        "Resource": f"{alias.lambda_.function_name}:{alias.alias_name}",
                        "ExecutedVersion": alias.version.version,
                    },
                ),
                threshold=1,
                description="A request to the newest version ended in an error of the service",
            ),
            self._alarm(
                "Duration",
                alias.metric_duration(period=MINUTE, statistic="p99"),
                threshold=environment.p99_milliseconds,
                minutes=2,
                description="The slowest hundredth of the requests took too long, in milliseconds",
            ),
            self._alarm(
                "Throttles",
                alias.metric_throttles(period=MINUTE),
                threshold=1,
                minutes=2,
                description="Lambda refused requests: the concurrency of the account or function is used up",
            ),
        ]

    def _alarm(
        self, id: str, metric: cloudwatch.Metric, *, threshold: int, description: str, minutes: int = 1
    ) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
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
