"""Alarms of how long something takes, by the share of requests that they see."""

import re
from collections.abc import Iterator

from ..deliveries import ALARM
from ..examples import with_resources
from ..metrics import alarms
from ..repository import Repository
from ..rule import At, rule
from .thresholds import ABOVE

STATISTICS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html"
TIMES = {"Duration", "Latency", "IntegrationLatency", "TargetResponseTime", "UrlRequestLatency"}
PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
_SLOW = """
Slow:
  Type: AWS::CloudWatch::Alarm
  Properties:
    Namespace: AWS/Lambda
    MetricName: Duration
    ExtendedStatistic: %s
    ComparisonOperator: GreaterThanThreshold
    Threshold: 1000
    AlarmActions: [topic]
"""


@rule(
    id="alarm-sees-slow-requests",
    reason="A low percentile is the time of the fastest requests: it stays low while most requests are slow.",
    source=STATISTICS,
    fails=with_resources(_SLOW % "p5"),
    passes=with_resources(_SLOW % "p50"),
)
def sees_slow_requests(repository: Repository) -> Iterator[At]:
    """An alarm that fires above a time looks at the median or above it."""
    for alarm in alarms(repository.of_type(ALARM)):
        metric = alarm.single
        found = PERCENTILE.fullmatch(metric.statistic) if metric and metric.name in TIMES else None
        if metric and found and alarm.operator in ABOVE and float(found[1]) < 50:
            yield At.of(
                alarm.resource,
                f"it fires when {100 - float(found[1]):g} percent of the requests take longer than its threshold, "
                f"because {metric.statistic} of {metric.name} is the time of the fastest: take p50 or above",
            )
