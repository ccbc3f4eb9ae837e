"""Alarms of failures, by the statistic that counts them."""

import re
from collections.abc import Iterator

from ..deliveries import ALARM
from ..examples import with_resources
from ..metrics import alarms
from ..repository import Repository
from ..rule import At, rule
from .thresholds import ABOVE

STATISTICS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html"
# The services publish these with the value of the failures, which may be 0. SampleCount counts the values.
FAILURES = {
    "AWS/Lambda": re.compile(r"Errors|Throttles|DeadLetterErrors|DestinationDeliveryFailures"),
    "AWS/States": re.compile(r"Execution(s(Failed|Aborted|TimedOut)|Throttled)|\w+(Failed|TimedOut)"),
    "AWS/ApiGateway": re.compile(r"4XXError|5XXError|4xx|5xx"),
    "AWS/CodeBuild": re.compile(r"FailedBuilds"),
    "AWS/Events": re.compile(r"FailedInvocations"),
}
_FAILED = """
Failed:
  Type: AWS::CloudWatch::Alarm
  Properties:
    Namespace: AWS/States
    MetricName: ExecutionsFailed
    Statistic: %s
    ComparisonOperator: GreaterThanOrEqualToThreshold
    Threshold: 1
"""


@rule(
    id="failures-are-summed",
    reason="SampleCount counts how often a metric was published, also with the value 0: it says nothing of failures.",
    source=STATISTICS,
    fails=with_resources(_FAILED % "SampleCount"),
    passes=with_resources(_FAILED % "Sum"),
)
def are_summed(repository: Repository) -> Iterator[At]:
    """An alarm that fires above a number of failures does not read the SampleCount of one; a share of them may."""
    for alarm in alarms(repository.of_type(ALARM)):
        if alarm.operator not in ABOVE or "/" in alarm.expression:
            continue
        for metric in alarm.metrics:
            names = FAILURES.get(metric.namespace)
            if names is not None and names.fullmatch(metric.name) and metric.statistic == "SampleCount":
                yield At.of(
                    alarm.resource,
                    f"it reads {metric.name} as SampleCount, which is the number of values and not of failures: read "
                    "its Sum",
                )
