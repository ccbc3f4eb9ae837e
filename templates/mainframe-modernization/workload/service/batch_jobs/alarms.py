"""The alarms of jobs. They tell a person and roll nothing back: a release does not mend a job that failed."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from workload.environment import Environment
from workload.service.alarm_for_people import ABOVE, alarm_for_people
from workload.service.batch_jobs.machine import JobMachine
from workload.service.batch_jobs.measures import FIVE_MINUTES, MINUTE, of_job

# What JCL calls an error: the step could not do all that it should.
BAD_RETURN_CODE = 8


class BatchAlarms(Construct):
    """`alarms` are all of them.

    failed: gets what a schedule could not start; None: there are no schedules.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        jobs: Iterable[JobMachine],
        failed: sqs.IQueue | None,
    ) -> None:
        super().__init__(scope, id)
        self.alarms: list[cloudwatch.Alarm] = []
        for each in jobs:
            name = each.job.name
            self._add(
                f"{name}Failed",
                _not_succeeded(each),
                f"Job {name} failed, timed out or was aborted; its execution says at which step and why",
            )
            self._add(
                f"{name}ReturnCode",
                of_job(environment, name, "ReturnCode"),
                f"A step of job {name} ended with return code {BAD_RETURN_CODE} or more",
                threshold=BAD_RETURN_CODE,
            )
            if environment.batch.window:
                self._add(
                    f"{name}StillRuns",
                    # Written once a minute while a step runs.
                    of_job(environment, name, "MinutesAfterWindow", period=MINUTE),
                    f"Job {name} began in the batch window and still runs after its end",
                    threshold=0,
                    operator=ABOVE,
                )
        if failed is not None:
            self._add(
                "NotStarted",
                failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
                "A schedule could not start its job; the message says which and why",
            )

    def _add(self, id: str, metric: cloudwatch.IMetric, description: str, **more: Any) -> None:
        self.alarms.append(alarm_for_people(self, id, metric, description=description, **more))


def _not_succeeded(job: JobMachine) -> cloudwatch.MathExpression:
    ends = {
        "failed": job.machine.metric_failed(period=FIVE_MINUTES, statistic="Sum"),
        "late": job.machine.metric_timed_out(period=FIVE_MINUTES, statistic="Sum"),
        "aborted": job.machine.metric_aborted(period=FIVE_MINUTES, statistic="Sum"),
    }
    return cloudwatch.MathExpression(
        expression=" + ".join(f"FILL({each}, 0)" for each in ends),
        using_metrics=ends,
        period=FIVE_MINUTES,
        label="Executions that did not succeed",
    )
