"""The job for parcels: its schedule, its function, and the queue that keeps the starts that failed."""

import json

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from security.callers import asked_by_us
from security.nag import accept
from workload.environment import Environment
from workload.service.function import ServiceFunction
from workload.service_parts import ServiceParts

# Each night at three. The forms: cron(…), rate(6 hours), at(…) of EventBridge Scheduler.
SCHEDULE = "cron(0 3 * * ? *)"
TIME_ZONE = "UTC"
TIMEOUT = cdk.Duration.minutes(5)
# Lambda tries again so often, with minutes between. A start that is older than this comes too late.
ATTEMPTS = 3
TOO_LATE = cdk.Duration.hours(1)


class ParcelsJob(Construct):
    """`alarms` roll a deployment back."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        accept(
            self,
            rule="AwsSolutions-L1",
            reason="The wheels in the package are built for Python 3.13; both move together, when all wheels exist",
        )
        self._key = service.key
        self.failed = sqs.Queue(
            self,
            "Failed",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=service.key,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
        )
        accept(self.failed, rule="AwsSolutions-SQS3", reason="It is a dead-letter queue, of a schedule and a function")
        self.function = ServiceFunction(
            self,
            "Function",
            environment=environment,
            key=service.key,
            handler="parcels_job.handler.handler",
            timeout=TIMEOUT,
            variables={},
        )
        self._keep_starts_that_failed()
        self._start_on_time()
        self.alarms = [
            health_alarm(
                self,
                "FailedAlarm",
                self.failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
                threshold=1,
                description="The parcels job failed in all attempts, or could not be started",
            )
        ]

    def _keep_starts_that_failed(self) -> None:
        self._let_send(self.function)
        lambda_.CfnEventInvokeConfig(
            self,
            "Attempts",
            function_name=self.function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=ATTEMPTS - 1,
            maximum_event_age_in_seconds=TOO_LATE.to_seconds(),
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=self.failed.queue_arn)
            ),
        ).node.add_dependency(self.function)

    def _start_on_time(self) -> None:
        role = iam.Role(self, "ScheduleRole", assumed_by=asked_by_us("scheduler.amazonaws.com"))
        # Not grant_invoke, which allows every version and alias beside it.
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])
        )
        self._let_send(role)
        scheduler.CfnSchedule(
            self,
            "Schedule",
            schedule_expression=SCHEDULE,
            schedule_expression_timezone=TIME_ZONE,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=self.function.function_arn,
                role_arn=role.role_arn,
                input=json.dumps({"due": "<aws.scheduler.scheduled-time>"}),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=self.failed.queue_arn),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=TOO_LATE.to_seconds(), maximum_retry_attempts=10
                ),
            ),
        ).node.add_dependency(role)

    def _let_send(self, sender: iam.IGrantable) -> None:
        # Not grant_send_messages, which allows more with the key.
        self.failed.grant(sender, "sqs:SendMessage")
        self._key.grant(sender, "kms:Decrypt", "kms:GenerateDataKey")
