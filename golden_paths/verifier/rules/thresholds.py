"""Alarms that can fire, say so to somebody, and do not fire at once."""

import re
from collections.abc import Iterator

from ..deliveries import ALARM, COMPOSITE
from ..examples import with_resources
from ..metrics import NEVER_NEGATIVE, Alarm, alarms
from ..repository import Repository
from ..rule import At, rule
from ..templates import Template, as_list, as_text, references
from ..values import is_on

EVALUATION = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html"
MISSING = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
ACTIONS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html"
RECOMMENDED = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"
)
ABOVE = {"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": ">="}
BELOW = {"LessThanThreshold": "<", "LessThanOrEqualToThreshold": "<="}
# What is counted while something lives, so that no data is the worst that can be.
SIGNS_OF_LIFE = {
    ("AWS/ApplicationELB", "HealthyHostCount"),
    ("AWS/NetworkELB", "HealthyHostCount"),
    ("AWS/GatewayELB", "HealthyHostCount"),
    ("AWS/Route53", "HealthCheckStatus"),
    ("CloudWatchSynthetics", "SuccessPercent"),
    ("ECS/ContainerInsights", "RunningTaskCount"),
    ("AWS/AutoScaling", "GroupInServiceInstances"),
}


def _example(metric: str, comparison: str, threshold: str, more: str = "AlarmActions: [topic]") -> str:
    return f"""
    Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: {metric.rsplit("/", 1)[0]}
        MetricName: {metric.rsplit("/", 1)[1]}
        Statistic: Average
        ComparisonOperator: {comparison}
        Threshold: {threshold}
        {more}
"""


def _at(alarm: Alarm, sentence: str) -> At:
    return At.of(alarm.resource, sentence)


def _most(alarm: Alarm) -> tuple[float, str] | None:
    """The highest value that an alarm can see, and what it is."""
    metric = alarm.single
    if alarm.is_error_rate and not re.search(r"\bRATE\(|/\s*100\b", alarm.expression):
        return 100, "a percentage of errors"
    if metric is None or metric.statistic in {"Sum", "SampleCount"}:
        return None
    if metric.name == "CPUUtilization" and metric.namespace in {"AWS/RDS", "AWS/EC2"}:
        return 100, "a percentage"
    if metric.statistic == "Average" and (metric.namespace, metric.name) in {
        ("AWS/Lambda", "Errors"),
        ("AWS/ApiGateway", "4XXError"),
        ("AWS/ApiGateway", "5XXError"),
    }:
        return 1, "a share of the requests, at most 1"
    if (metric.namespace, metric.name) == ("AWS/Lambda", "ProvisionedConcurrencyUtilization"):
        return 1, "a share, at most 1"
    return None


@rule(
    id="alarm-can-fire",
    reason="A threshold outside of what a metric can be makes an alarm that never fires.",
    source=EVALUATION,
    fails=with_resources(_example("AWS/RDS/CPUUtilization", "GreaterThanThreshold", "100")),
    passes=with_resources(_example("AWS/RDS/CPUUtilization", "GreaterThanThreshold", "90")),
)
def can_fire(repository: Repository) -> Iterator[At]:
    """The values of a metric can cross the threshold of its alarm."""
    for alarm in alarms(repository.of_type(ALARM)):
        threshold, operator, metric = alarm.threshold, alarm.operator, alarm.single
        if threshold is None:
            continue
        most = _most(alarm)
        if (
            most
            and operator in ABOVE
            and (threshold > most[0] or (operator == "GreaterThanThreshold" and threshold == most[0]))
        ):
            yield _at(
                alarm,
                f"it compares {most[1]}, with {ABOVE[operator]} {threshold:g}, which is never true: take a threshold "
                f"below {most[0]:g}",
            )
        negative = threshold < 0 or (operator == "LessThanThreshold" and threshold == 0)
        if (
            metric
            and metric.namespace in NEVER_NEGATIVE
            and operator in BELOW
            and negative
            and alarm.missing != "breaching"
        ):
            yield _at(
                alarm,
                f"{metric.name} is never negative and is compared with {BELOW[operator]} {threshold:g}, which is never "
                "true: take a threshold above 0 or the other comparison",
            )


@rule(
    id="alarm-can-rest",
    reason="An alarm that fires with every value stops each deployment and says nothing.",
    source=EVALUATION,
    fails=with_resources(_example("AWS/Lambda/Errors", "GreaterThanOrEqualToThreshold", "0")),
    passes=with_resources(_example("AWS/Lambda/Errors", "GreaterThanThreshold", "0")),
)
def can_rest(repository: Repository) -> Iterator[At]:
    """The best value of a metric is not on the bad side of the threshold."""
    for alarm in alarms(repository.of_type(ALARM)):
        threshold, operator, metric = alarm.threshold, alarm.operator, alarm.single
        known = (metric is not None and metric.namespace in NEVER_NEGATIVE) or alarm.is_error_rate
        if threshold is None or not known or operator not in ABOVE:
            continue
        if threshold < 0 or (operator == "GreaterThanOrEqualToThreshold" and threshold == 0):
            what = metric.name if metric else "a percentage of errors"
            yield _at(
                alarm,
                f"{what} is never below 0 and is compared with {ABOVE[operator]} {threshold:g}, which is true for "
                "every value: take a threshold above 0, or GreaterThanThreshold",
            )


@rule(
    id="alarm-sees-a-small-failure",
    reason="An alarm that waits until half of the requests fail lets a broken canary through.",
    source=RECOMMENDED,
    fails=with_resources(_example("AWS/ApiGateway/5XXError", "GreaterThanThreshold", "0.5")),
    passes=with_resources(_example("AWS/ApiGateway/5XXError", "GreaterThanThreshold", "0.05")),
)
def sees_a_small_failure(repository: Repository) -> Iterator[At]:
    """An alarm of a share of errors fires before half of the requests fail."""
    for alarm in alarms(repository.of_type(ALARM)):
        most, threshold = _most(alarm), alarm.threshold
        errors = alarm.is_error_rate or (alarm.single is not None and "rror" in alarm.single.name)
        if most is None or not errors or threshold is None or alarm.operator not in ABOVE:
            continue
        if most[0] / 2 <= threshold <= most[0]:
            yield _at(
                alarm,
                f"it fires when {100 * threshold / most[0]:g} percent of the requests fail, so that a release that "
                "breaks fewer passes: take a threshold of a few percent",
            )


@rule(
    id="alarm-notices-silence",
    reason="What is counted while something lives has no data when it is gone, and that is no good news.",
    source=MISSING,
    fails=with_resources(
        _example(
            "AWS/ApplicationELB/HealthyHostCount",
            "LessThanThreshold",
            "1",
            "TreatMissingData: notBreaching\n        AlarmActions: [topic]\n"
            "        Dimensions: [{Name: LoadBalancer, Value: app/a/1}, {Name: TargetGroup, Value: targetgroup/a/1}]",
        )
    ),
    passes=with_resources(
        _example(
            "AWS/ApplicationELB/HealthyHostCount",
            "LessThanThreshold",
            "1",
            "TreatMissingData: breaching\n        AlarmActions: [topic]\n"
            "        Dimensions: [{Name: LoadBalancer, Value: app/a/1}, {Name: TargetGroup, Value: targetgroup/a/1}]",
        )
    ),
)
def notices_silence(repository: Repository) -> Iterator[At]:
    """An alarm of too few healthy ones takes missing data for bad."""
    for alarm in alarms(repository.of_type(ALARM)):
        metric = alarm.single
        if metric is None or (metric.namespace, metric.name) not in SIGNS_OF_LIFE or alarm.operator not in BELOW:
            continue
        if alarm.missing in {"notBreaching", "ignore"}:
            yield _at(
                alarm,
                f"{metric.name} has no data when nothing is left, and TreatMissingData: {alarm.missing} then keeps "
                "the alarm quiet: write TreatMissingData: breaching",
            )


@rule(
    id="alarm-reaches-somebody",
    reason="An alarm without action that nothing reads changes its colour in a console, and nobody sees it.",
    source=ACTIONS,
    fails=with_resources(_example("AWS/Lambda/Errors", "GreaterThanThreshold", "0", "ActionsEnabled: true")),
    passes=with_resources(_example("AWS/Lambda/Errors", "GreaterThanThreshold", "0")),
)
def reaches_somebody(repository: Repository) -> Iterator[At]:
    """An alarm has an action that is on, or a deployment, another alarm, a dashboard or an output reads it."""
    read: dict[str, set[str]] = {}
    for resource in repository.of_type(ALARM, COMPOSITE):
        template, actions = resource.template, ("AlarmActions", "OKActions", "InsufficientDataActions")
        written = [each for name in actions for each in as_list(resource.get(name))]
        off = is_on(template, resource.get("ActionsEnabled")) is False
        if written and not off:
            continue
        if template.file not in read:
            read[template.file] = _read(template)
        name = resource.text("AlarmName")
        elsewhere = name and sum(text.count(name) for text in repository.files.values()) > 1
        if resource.id in read[template.file] or elsewhere:
            continue
        problem = "has ActionsEnabled: false" if written else "has no action"
        yield At(
            template.file,
            resource.where,
            f"it {problem}, and no deployment, other alarm, dashboard or output reads it, so that nobody hears of it: "
            "send it to a topic, or let a deployment watch it",
        )


def _read(template: Template) -> set[str]:
    """Logical ids that something else of the template refers to; a dashboard names its alarms in a text."""
    found = set(references(template.body.get("Outputs")))
    for resource in template.resources.values():
        found |= set(references(resource.body)) - {resource.id}
        if resource.type == "AWS::CloudWatch::Dashboard":
            found |= set(re.findall(r"\w+", as_text(resource.get("DashboardBody"))))
    return found
