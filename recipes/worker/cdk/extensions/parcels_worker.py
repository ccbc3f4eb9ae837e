"""The worker on the queue of parcels: its function, and what is watched."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from security.nag import accept
from workload.environment import Environment
from workload.service.function import ServiceFunction
from workload.service_parts import ServiceParts

TIMEOUT = cdk.Duration.seconds(30)
# After so many attempts a message goes to the dead-letter queue, which keeps it for two weeks.
ATTEMPTS = 5
KEPT = cdk.Duration.days(14)
BATCH = 10
# As many batches at once, whatever waits: protects what the worker calls, and the concurrency of the API.
AT_ONCE = 5
# When the oldest message waits longer, the worker is too slow. That tells people and rolls nothing back.
WAITS_TOO_LONG = cdk.Duration.minutes(15)


class ParcelsWorker(Construct):
    """`queue` is where others send; `alarms` roll a deployment back."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        accept(
            self,
            rule="AwsSolutions-L1",
            reason="The wheels in the package are built for Python 3.13; both move together, when all wheels exist",
        )
        self._service = service
        self.failed = self._queue("Failed", retention_period=KEPT)
        self.queue = self._queue(
            "Queue",
            # As AWS advises for a function: less, and a message comes again while its batch still waits for a start.
            visibility_timeout=cdk.Duration.seconds(6 * TIMEOUT.to_seconds()),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.failed, max_receive_count=ATTEMPTS),
        )
        self.function = ServiceFunction(
            self,
            "Function",
            environment=environment,
            key=service.key,
            handler="parcels_worker.handler.handler",
            timeout=TIMEOUT,
            variables={},
        )
        self.queue.grant_consume_messages(self.function)
        lambda_.EventSourceMapping(
            self,
            "Messages",
            target=self.function,
            event_source_arn=self.queue.queue_arn,
            batch_size=BATCH,
            max_concurrency=AT_ONCE,
            report_batch_item_failures=True,
        )
        self.alarms = self._health()
        self._tell_of_a_slow_worker()

    def _queue(self, id: str, **properties: object) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self._service.key,
            data_key_reuse=cdk.Duration.hours(1),
            enforce_ssl=True,
            **properties,  # type: ignore[arg-type]
        )

    def _health(self) -> list[cloudwatch.Alarm]:
        return [
            health_alarm(
                self,
                "FailedAlarm",
                self.failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
                threshold=1,
                description="A message of the parcels worker is in its dead-letter queue",
            ),
            health_alarm(
                self,
                "ErrorsAlarm",
                self.function.metric_errors(period=MINUTE),
                threshold=1,
                description="A call of the parcels worker failed, and all of its messages come again",
            ),
        ]

    def _tell_of_a_slow_worker(self) -> None:
        slow = health_alarm(
            self,
            "SlowAlarm",
            self.queue.metric_approximate_age_of_oldest_message(period=MINUTE, statistic="Maximum"),
            threshold=WAITS_TOO_LONG.to_seconds(),
            minutes=5,
            description="The oldest message for the parcels worker waits too long, in seconds",
        )
        tell = actions.SnsAction(self._service.alarm_topic)
        slow.add_alarm_action(tell)
        slow.add_ok_action(tell)
