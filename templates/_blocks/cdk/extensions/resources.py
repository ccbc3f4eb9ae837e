"""Resources of your own in the service stack. This file is yours: updates of the template never touch it.

The example is a queue for orders that another service may want to hear of, with a queue for what could not be handled.
"""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs

from monitoring.health_alarm import MINUTE, health_alarm
from workload.environment import Environment
from workload.service_parts import ServiceParts

# Set to True to have the example in every environment.
EXAMPLE = False


def add_resources(stack: cdk.Stack, environment: Environment, service: ServiceParts) -> list[cloudwatch.Alarm]:
    """Called for the service stack of each environment; returns the alarms of your own that roll a deployment back.

    Differences between environments are values of `environment`, not comparisons of its name. `service` has the key,
    the topic of the alarms, and the data stack with its tables, or database and network: `workload/service_parts.py`.
    """
    if EXAMPLE:
        return [add_queue(stack, service)]
    return []


def add_queue(stack: cdk.Stack, service: ServiceParts) -> cloudwatch.Alarm:
    """An encrypted queue; what fails five times is kept for two weeks, and the alarm on it is returned."""
    failed = sqs.Queue(
        stack,
        "FailedOrderEvents",
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=service.key,
        enforce_ssl=True,
        retention_period=cdk.Duration.days(14),
    )
    sqs.Queue(
        stack,
        "OrderEvents",
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=service.key,
        enforce_ssl=True,
        dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5),
    )
    return health_alarm(
        stack,
        "OrderEventsFail",
        failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
        threshold=1,
        description="An order event could not be handled in five attempts",
    )
