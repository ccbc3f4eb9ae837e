"""The consumer of events of parcels: a bus, a rule, a function, and a queue for the events that failed."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from security.nag import accept
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.function import ServiceFunction
from workload.service_parts import ServiceParts

# Events with one of these sources and one of these types start the function. More forms: prefix, numeric, exists.
SOURCES = ["parcels"]
DETAIL_TYPES = ["Parcels changed"]
# Unique on the bus. Metrics of the rule go by it.
RULE = "parcels-consumer"
TIMEOUT = cdk.Duration.seconds(30)
# Lambda tries an event so often, with minutes between, and lets it wait where it has no concurrency, until it is old.
ATTEMPTS = 3
TOO_OLD = cdk.Duration.hours(6)
KEPT = cdk.Duration.days(14)


class ParcelsConsumer(Construct):
    """`bus` is where others send; `alarms` roll a deployment back."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, service: ServiceParts) -> None:
        super().__init__(scope, id)
        accept(
            self,
            rule="AwsSolutions-L1",
            reason="The wheels in the package are built for Python 3.13; both move together, when all wheels exist",
        )
        self._service = service
        # Not the default bus, which environments in one account share: an event of dev would start prod.
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"{deployment_name(environment)}-parcels")
        # Not with the key of the environment, which EventBridge may not use: it would lose what it cannot deliver.
        self.failed = sqs.Queue(
            self,
            "Failed",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
        )
        accept(self.failed, rule="AwsSolutions-SQS3", reason="It is a dead-letter queue, of a rule and a function")
        self.function = ServiceFunction(
            self,
            "Function",
            environment=environment,
            key=service.key,
            handler="parcels_consumer.handler.handler",
            timeout=TIMEOUT,
            variables={"IDEMPOTENCY_TABLE_NAME": service.data.idempotency.table_name},
        )
        self._remember_ids()
        self._keep_events_that_failed()
        self._start_with_events()
        self.alarms = self._health()
        self._tell_of_events_that_cannot_be_handed_over()

    def _remember_ids(self) -> None:
        service = self._service
        service.data.idempotency.grant(
            self.function, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"
        )
        service.key.grant(
            self.function, "kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey"
        )

    def _keep_events_that_failed(self) -> None:
        # Not grant_send_messages, which allows more.
        self.failed.grant(self.function, "sqs:SendMessage")
        lambda_.CfnEventInvokeConfig(
            self,
            "Attempts",
            function_name=self.function.function_name,
            qualifier="$LATEST",
            maximum_retry_attempts=ATTEMPTS - 1,
            maximum_event_age_in_seconds=TOO_OLD.to_seconds(),
            destination_config=lambda_.CfnEventInvokeConfig.DestinationConfigProperty(
                on_failure=lambda_.CfnEventInvokeConfig.OnFailureProperty(destination=self.failed.queue_arn)
            ),
        ).node.add_dependency(self.function)

    def _start_with_events(self) -> None:
        target = targets.LambdaFunction(
            self.function,
            dead_letter_queue=self.failed,
            max_event_age=TOO_OLD,
            # As many as EventBridge has: the age is the limit.
            retry_attempts=185,
        )
        events.Rule(
            self,
            "Rule",
            rule_name=RULE,
            event_bus=self.bus,
            event_pattern=events.EventPattern(source=SOURCES, detail_type=DETAIL_TYPES),
            targets=[target],
        )

    def _health(self) -> list[cloudwatch.Alarm]:
        return [
            health_alarm(
                self,
                "FailedAlarm",
                self.failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
                threshold=1,
                description="An event for the parcels consumer is in its dead-letter queue",
            ),
            health_alarm(
                self,
                "ErrorsAlarm",
                self.function.metric_errors(period=MINUTE),
                threshold=1,
                description="The parcels consumer failed with an event, which comes again",
            ),
        ]

    def _tell_of_events_that_cannot_be_handed_over(self) -> None:
        dimensions = {"EventBusName": self.bus.event_bus_name, "RuleName": RULE}
        undelivered = health_alarm(
            self,
            "UndeliveredAlarm",
            cloudwatch.Metric(
                namespace="AWS/Events",
                metric_name="FailedInvocations",
                dimensions_map=dimensions,
                statistic="Sum",
                period=MINUTE,
            ),
            threshold=1,
            description="EventBridge could not hand an event to the parcels consumer, and gave it up",
        )
        tell = actions.SnsAction(self._service.alarm_topic)
        undelivered.add_alarm_action(tell)
        undelivered.add_ok_action(tell)
