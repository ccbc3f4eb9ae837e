"""When jobs start by themselves: only where `environments.py` says so."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from security.nag import accept
from workload.choices import Schedule
from workload.service.access_logs import LAST
from workload.service.batch_jobs.machine import JobMachine

# A job that could not be started by then is no longer wanted by itself: a person decides.
LATEST = cdk.Duration.hours(1)
KEPT = cdk.Duration.days(14)


class Schedules(Construct):
    """`failed` gets what could not be started.

    A schedule tells the execution for which moment it is, and the symbols that are made of it: `batch/scheduled.py`.
    """

    def __init__(
        self, scope: Construct, id: str, *, schedules: Sequence[Schedule], machines: Mapping[str, JobMachine]
    ) -> None:
        super().__init__(scope, id)
        # It has a name: one that a deployment left behind when it was taken back would be in the way of the next.
        group = scheduler.ScheduleGroup(self, "Group", removal_policy=cdk.RemovalPolicy.DESTROY)
        self.failed = sqs.Queue(
            self, "Failed", encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True, retention_period=KEPT
        )
        accept(self.failed, rule="AwsSolutions-SQS3", reason=LAST)
        ours = {"aws:SourceAccount": cdk.Stack.of(self).account, "aws:SourceArn": group.schedule_group_arn}
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com", conditions={"StringEquals": ours}),
            description="Starts the jobs that have a schedule",
        )
        for number, schedule in enumerate(schedules, start=1):
            scheduler.Schedule(
                self,
                f"{schedule.job}{number}",
                schedule_group=group,
                schedule=scheduler.ScheduleExpression.expression(
                    f"cron({schedule.cron})", cdk.TimeZone.of(schedule.time_zone)
                ),
                description=f"Starts job {schedule.job}",
                target=targets.StepFunctionsStartExecution(
                    machines[schedule.job].machine,
                    dead_letter_queue=self.failed,
                    input=scheduler.ScheduleTargetInput.from_object({"scheduled": _said(schedule)}),
                    max_event_age=LATEST,
                    role=role,
                ),
            )


def _said(schedule: Schedule) -> dict[str, object]:
    return {
        "time": scheduler.ContextAttribute.scheduled_time,
        "time_zone": schedule.time_zone,
        "symbols": dict(schedule.symbols),
    }
