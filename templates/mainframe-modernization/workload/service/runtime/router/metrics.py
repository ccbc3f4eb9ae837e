"""What the router counts, in CloudWatch's embedded metric format: lines of the log that CloudWatch reads.

Source: CloudWatch User Guide, Specification: Embedded metric format (at most 100 values of a metric in a line).
"""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TextIO

from router.assignment import Side
from router.routes import Routes

MOST_VALUES = 100
# Requests of no operation; a name of the table has no capital letter.
OTHER = "OTHER"


class Count(StrEnum):
    """By operation. Alarms need the zeros too, so each of these is written also when nothing happened."""

    REQUESTS = "Requests"
    TO_NEW = "RequestsToNew"
    WITHOUT_KEY = "RequestsWithoutKey"
    LEGACY_FAILED = "LegacyFailed"
    NEW_FAILED = "NewFailed"
    COMPARED = "Compared"
    MISMATCHES = "Mismatches"
    SHADOW_FAILED = "ShadowFailed"
    SHADOW_DROPPED = "ShadowDropped"
    # These two are of no operation.
    REFUSED = "RequestsRefused"
    ROUTER_FAILED = "RouterFailed"


# Of all operations together as well: a health alarm takes ten metrics at most, and a table may have more operations.
# Source: Amazon CloudWatch User Guide, CloudWatch alarms, metric math.
OF_ALL = (Count.REQUESTS, Count.TO_NEW, Count.NEW_FAILED, Count.ROUTER_FAILED)


class RoutesCount(StrEnum):
    """Of the document of weights, once for each look at it."""

    REFUSED = "WeightsRefused"
    UNAVAILABLE = "WeightsUnavailable"


class Metrics:
    """Counts until `flush`. out: the log. operations: their names."""

    def __init__(self, out: TextIO, *, namespace: str, environment: str, operations: Sequence[str]) -> None:
        self._out = out
        self._namespace = namespace
        self._environment = environment
        self._operations = (*operations, OTHER)
        self._counts: Counter[tuple[str, Count]] = Counter()
        self._routes: Counter[RoutesCount] = Counter()
        self._milliseconds: defaultdict[tuple[str, Side], list[float]] = defaultdict(list)

    def add(self, operation: str, count: Count) -> None:
        """One more."""
        self._counts[operation, count] += 1

    def add_routes(self, count: RoutesCount) -> None:
        """One more."""
        self._routes[count] += 1

    def took(self, operation: str, side: Side, milliseconds: float) -> None:
        """How long a request took, from its head to its answer."""
        values = self._milliseconds[operation, side]
        values.append(round(milliseconds, 2))
        if len(values) == MOST_VALUES:
            self._write_times(operation, side)

    def flush(self, routes: Routes) -> None:
        """Write what there is since the last time, and the weights that hold now."""
        for operation in self._operations:
            values: dict[str, Any] = {count.value: self._counts[operation, count] for count in Count}
            units = dict.fromkeys(values, "Count")
            if operation in routes:
                values["Weight"], units["Weight"] = routes[operation].weight, "Percent"
            self._write(values, units, {"Environment": self._environment, "Operation": operation})
        looked: dict[str, Any] = {count.value: self._routes[count] for count in RoutesCount}
        looked |= {count.value: sum(self._counts[name, count] for name in self._operations) for count in OF_ALL}
        self._write(looked, dict.fromkeys(looked, "Count"), {"Environment": self._environment})
        for operation, side in list(self._milliseconds):
            self._write_times(operation, side)
        self._counts.clear()
        self._routes.clear()

    def _write_times(self, operation: str, side: Side) -> None:
        values = self._milliseconds.pop((operation, side))
        dimensions = {"Environment": self._environment, "Operation": operation, "Side": side.value}
        self._write({"Duration": values}, {"Duration": "Milliseconds"}, dimensions)

    def _write(self, values: Mapping[str, Any], units: Mapping[str, str], dimensions: Mapping[str, str]) -> None:
        declared = {
            "Namespace": self._namespace,
            "Dimensions": [list(dimensions)],
            "Metrics": [{"Name": name, "Unit": unit} for name, unit in units.items()],
        }
        about = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [declared]}
        self._out.write(json.dumps({"_aws": about, **dimensions, **values}) + "\n")
        self._out.flush()
