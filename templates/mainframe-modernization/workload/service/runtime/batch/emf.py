"""Metrics in CloudWatch's embedded format: lines of the log that CloudWatch reads, so that nobody calls an API."""

import json
from collections.abc import Iterator, Mapping

from batch.outcome import Outcome

NAMESPACE = "mainframe-batch"


def lines(job: str, outcome: Outcome, *, environment: str) -> Iterator[str]:
    """Of one step: return code (absent after an abend), abends and elapsed seconds, then the records of each DD.

    A step that was bypassed has no metrics: a return code of 0 would say that it ran.
    """
    if not outcome.ran:
        return
    about = {"Environment": environment, "Job": job, "Step": outcome.step}
    values: dict[str, tuple[float, str]] = {
        "Abends": (1 if outcome.abend else 0, "Count"),
        "ElapsedSeconds": (outcome.seconds, "Seconds"),
    }
    if outcome.code is not None:
        values["ReturnCode"] = (outcome.code, "None")
    yield _line(values, about, outcome)
    counts: dict[str, dict[str, tuple[float, str]]] = {}
    for dd, records in outcome.records_read.items():
        if records is not None:
            counts.setdefault(dd, {})["RecordsRead"] = (records, "Count")
    for one in outcome.written:
        if one.records is not None:
            counts.setdefault(one.dd, {})["RecordsWritten"] = (one.records, "Count")
    for dd, found in counts.items():
        yield _line(found, {**about, "DD": dd}, outcome)


def _line(values: Mapping[str, tuple[float, str]], dimensions: Mapping[str, str], outcome: Outcome) -> str:
    declared = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in values.items()],
    }
    about = {"Timestamp": int(outcome.ended * 1000), "CloudWatchMetrics": [declared]}
    return json.dumps({"_aws": about, **dimensions, **{name: value for name, (value, _) in values.items()}})
