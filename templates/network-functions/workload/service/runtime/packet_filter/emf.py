"""Metrics in CloudWatch's embedded format: a line of the log that CloudWatch reads, so that nobody calls an API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """CloudWatch's units that are used here."""

    COUNT = "Count"
    BYTES = "Bytes"
    PERCENT = "Percent"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A value of this minute."""

    value: float
    unit: Unit


def line(
    metrics: Mapping[str, Metric],
    *,
    namespace: str,
    dimensions: Mapping[str, str],
    seconds: float,
    fields: Mapping[str, object] | None = None,
) -> str:
    """One line without its end. seconds: since 1970. fields: what else it says, for people and Logs Insights."""
    declared = {
        "Namespace": namespace,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": metric.unit} for name, metric in metrics.items()],
    }
    about = {"Timestamp": int(seconds * 1000), "CloudWatchMetrics": [declared]}
    values = {name: metric.value for name, metric in metrics.items()}
    return json.dumps({"_aws": about, **(fields or {}), **dimensions, **values})
