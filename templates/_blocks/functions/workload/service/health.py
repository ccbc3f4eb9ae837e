"""When a version of this service is unhealthy. Exactly these alarms roll a deployment back."""

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from workload.environment import Environment


class Health(Construct):
    """The health of what runs behind `alias`; `alarms` are all alarms of it."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, alias: lambda_.Alias) -> None:
        super().__init__(scope, id)
        self.alarms = [
            health_alarm(
                self,
                "Errors",
                alias.metric_errors(period=MINUTE),
                threshold=5,
                description="Five requests within a minute ended in an error of the service",
            ),
            # A canary gets a small share of the traffic: its errors drown in the numbers of all versions.
            health_alarm(
                self,
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
            health_alarm(
                self,
                "Duration",
                alias.metric_duration(period=MINUTE, statistic="p99"),
                threshold=environment.p99_milliseconds,
                minutes=2,
                description="The slowest hundredth of the requests took too long, in milliseconds",
            ),
            health_alarm(
                self,
                "Throttles",
                alias.metric_throttles(period=MINUTE),
                threshold=1,
                minutes=2,
                description="Lambda refused requests: the concurrency of the account or function is used up",
            ),
        ]
