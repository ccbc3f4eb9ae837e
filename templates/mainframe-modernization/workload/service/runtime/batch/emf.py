"""Metrics in CloudWatch's embedded format: lines of the log that CloudWatch reads, so that nobody calls an API."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from batch.outcome import Outcome

# Where a task has no METRICS_NAMESPACE, as on a laptop.
NAMESPACE = "mainframe-batch"
OF_JOB = ("Environment", "Job")
OF_STEP = (*OF_JOB, "Step")
OF_DD = (*OF_STEP, "DD")
Values = Mapping[str, tuple[float, str]]


@dataclass(frozen=True, kw_only=True)
class About:
    """Whose metrics these are."""

    namespace: str
    environment: str
    job: str


def lines(about: About, outcome: Outcome) -> Iterator[str]:
    """Of one step: return code (absent after an abend), abends and elapsed seconds, then the records of each DD.

    The first are also those of its job: an alarm watches a job, however many steps it has. A step that was bypassed has
    no metrics: a return code of 0 would say that it ran.
    """
    if not outcome.ran:
        return
    step = {"Environment": about.environment, "Job": about.job, "Step": outcome.step}
    values: dict[str, tuple[float, str]] = {
        "Abends": (1 if outcome.abend else 0, "Count"),
        "ElapsedSeconds": (outcome.seconds, "Seconds"),
    }
    if outcome.code is not None:
        values["ReturnCode"] = (outcome.code, "None")
    yield _line(about, values, step, [OF_STEP, OF_JOB], at=outcome.ended)
    counts: dict[str, dict[str, tuple[float, str]]] = {}
    for dd, records in outcome.records_read.items():
        if records is not None:
            counts.setdefault(dd, {})["RecordsRead"] = (records, "Count")
    for one in outcome.written:
        if one.records is not None:
            counts.setdefault(one.dd, {})["RecordsWritten"] = (one.records, "Count")
    for dd, found in counts.items():
        yield _line(about, found, {**step, "DD": dd}, [OF_DD], at=outcome.ended)


def of_job(about: About, values: Values, *, at: float) -> str:
    """A line about a job as a whole. at: seconds since 1970."""
    return _line(about, values, {"Environment": about.environment, "Job": about.job}, [OF_JOB], at=at)


def _line(
    about: About, values: Values, dimensions: Mapping[str, str], sets: Sequence[Sequence[str]], *, at: float
) -> str:
    declared = {
        "Namespace": about.namespace,
        "Dimensions": [list(each) for each in sets],
        "Metrics": [{"Name": name, "Unit": unit} for name, (_, unit) in values.items()],
    }
    meta = {"Timestamp": int(at * 1000), "CloudWatchMetrics": [declared]}
    return json.dumps({"_aws": meta, **dimensions, **{name: value for name, (value, _) in values.items()}})
