"""What the dashboard shows of jobs."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch

from workload.environment import Environment
from workload.service.batch_jobs.measures import FIVE_MINUTES, of_job, records

Graphed = cloudwatch.Metric | cloudwatch.MathExpression


def graphs(environment: Environment, jobs: Sequence[str]) -> Mapping[str, Sequence[Graphed]]:
    """Metrics by the title of their graph."""
    window = environment.batch.window
    elapsed = [of_job(environment, job, "ElapsedMinutes") for job in jobs]
    found: dict[str, Sequence[Graphed]] = {
        "Highest return code of each job": [of_job(environment, job, "ReturnCode") for job in jobs],
        "Abends": [of_job(environment, job, "Abends", statistic="Sum") for job in jobs],
        "Minutes since a job began": elapsed,
    }
    if window:
        found["Minutes of each job, percent of the batch window"] = [
            _share(each, number, window.minutes) for number, each in enumerate(elapsed)
        ]
        found["Minutes after the batch window"] = [of_job(environment, job, "MinutesAfterWindow") for job in jobs]
    found["Records read"] = [records(environment, "RecordsRead")]
    found["Records written"] = [records(environment, "RecordsWritten")]
    return found


def _share(elapsed: cloudwatch.Metric, number: int, minutes: int) -> cloudwatch.MathExpression:
    # Unique among the metrics of one graph.
    name = f"elapsed{number}"
    return cloudwatch.MathExpression(
        expression=f"100 * {name} / {minutes}", using_metrics={name: elapsed}, period=FIVE_MINUTES, label=elapsed.label
    )
