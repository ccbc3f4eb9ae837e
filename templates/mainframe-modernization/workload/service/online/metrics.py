"""What the tasks of the online service publish about their calls of COBOL programs.

They write it to their log: `accounts/acctinq.py`, `accounts/queue_depth.py` and `programs/workers.py` of the run time.
"""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

from project import NAME
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.scaling import Tracked

MINUTE = cdk.Duration.minutes(1)
OUTCOMES = {
    "CallsReturnCode0": "Done (0)",
    "CallsReturnCode4": "Refused by a rule (4)",
    "CallsReturnCode8": "Request invalid (8)",
    "CallsReturnCode12": "Record invalid (12)",
    "CallsFailed": "Failed",
    "CallsLost": "Worker ended",
    "CallsTimedOut": "No reply in time",
    "CallsBusy": "All workers busy",
}
# Calls that wait for a worker, of one task on average. From here on callers would notice; four for each worker are
# refused.
MOST_WAITING = 1.0


def of_calls(
    environment: Environment, name: str, *, statistic: str = "Sum", label: str = "", period: cdk.Duration = MINUTE
) -> cloudwatch.Metric:
    """One of these metrics, of all tasks."""
    return cloudwatch.Metric(
        namespace=deployment_name(environment),
        metric_name=name,
        dimensions_map={"service": NAME},
        statistic=statistic,
        label=label or None,
        period=period,
    )


def queue_depth(environment: Environment) -> Tracked:
    """What makes tasks start although the processor has time: each call waits for one worker."""
    waiting = of_calls(environment, "CallsWaiting", statistic="Average", label="Calls that wait for a worker")
    return Tracked(id="Waiting", metric=waiting, target=MOST_WAITING)


def graphs(environment: Environment) -> Mapping[str, Sequence[cloudwatch.Metric]]:
    """For the dashboard: what programs answered, how long they took, and what waits for them."""
    milliseconds = [
        of_calls(environment, "CallMilliseconds", statistic=statistic, label=statistic) for statistic in ("p50", "p99")
    ]
    waiting = [
        of_calls(environment, "CallsWaiting", statistic=statistic, label=f"Waiting, {statistic.lower()}")
        for statistic in ("Average", "Maximum")
    ]
    return {
        "Calls by outcome": [of_calls(environment, name, label=label) for name, label in OUTCOMES.items()],
        "Milliseconds of a call": milliseconds,
        "Calls that wait for a worker, of one task": waiting,
        "Workers lost": [of_calls(environment, "WorkersLost")],
    }
