"""Parts of the dashboard: graphs below a title, and metrics whose alarm tells a person and rolls nothing back."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from cdk_monitoring_constructs import CustomMetricGroup, CustomMetricWithAlarm, CustomThreshold, MonitoringFacade

from workload.service.function_metrics import MINUTE

ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD

Graphed = cloudwatch.Metric | cloudwatch.MathExpression


def show(
    monitoring: MonitoringFacade, title: str, graphs: Mapping[str, Sequence[Graphed | CustomMetricWithAlarm]]
) -> None:
    """Add `graphs`, metrics by the title of each, below `title`."""
    monitoring.monitor_custom(
        human_readable_name=title,
        alarm_friendly_name=title.replace(" ", ""),
        metric_groups=[CustomMetricGroup(title=name, metrics=list(metrics)) for name, metrics in graphs.items()],
    )


def watched(
    metric: Graphed,
    alarm: str,
    threshold: float,
    *,
    comparison: cloudwatch.ComparisonOperator = ABOVE,
    periods: int = 1,
) -> CustomMetricWithAlarm:
    """`metric` with an alarm called `alarm`, which fires after so many `periods` of the metric."""
    told = CustomThreshold(
        threshold=threshold,
        comparison_operator=comparison,
        evaluation_periods=periods,
        datapoints_to_alarm=periods,
        # What is not there yet does not fire.
        treat_missing_data_override=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    return CustomMetricWithAlarm(metric=metric, alarm_friendly_name=alarm, add_alarm={"People": told})


def a_second(metric: cloudwatch.Metric, label: str, factor: float = 1) -> cloudwatch.MathExpression:
    """`metric`, a sum of a minute, in units of `factor` a second."""
    # Unique among the metrics of one graph.
    name = metric.metric_name.lower()
    return cloudwatch.MathExpression(
        expression=f"{factor:g} * {name} / 60", using_metrics={name: metric}, period=MINUTE, label=label
    )
