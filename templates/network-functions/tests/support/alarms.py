"""The alarms of a service: those that roll a deployment back, and those that tell people only."""

import re
from typing import Any

from tests.support.cloudformation import Template, health_alarms_by_name, resources

ALARM = "AWS::CloudWatch::Alarm"


def others(service: Template) -> dict[str, dict[str, Any]]:
    """The properties of the alarms that only tell people, by logical id."""
    health = health_alarms_by_name(service)
    return {name: each["Properties"] for name, each in resources(service, ALARM).items() if name not in health}


def metrics_of(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """The metrics that an alarm looks at: each with MetricName, Namespace, Dimensions."""
    if "MetricName" in alarm:
        return [alarm]
    return [each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each]


def expression_of(alarm: dict[str, Any]) -> str:
    """The formula that an alarm judges."""
    (expression,) = (each["Expression"] for each in alarm["Metrics"] if each.get("ReturnData", True))
    return str(expression)


def value_of(expression: str, **metrics: float) -> float:
    """What a formula of IF, FILL and plain arithmetic gives for these values of its metrics."""
    words = set(re.findall(r"[A-Za-z_]\w*", expression)) - {"IF", "FILL"}
    assert words <= set(metrics), f"the formula has other metrics as well: {words - set(metrics)}"
    functions = {"IF": lambda test, then, other: then if test else other, "FILL": lambda metric, _: metric}
    return float(eval(expression, {"__builtins__": {}}, {**functions, **metrics}))  # noqa: S307 - a formula of ours
