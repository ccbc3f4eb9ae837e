"""Resources of your own in the service stack. This file is yours: updates of the template never touch it.

The example is a queue for what another service may want to hear of, with a queue for what could not be handled.
An alarm on the latter rolls a deployment back.
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
        add_queue(stack)
    queues = [each for each in stack.node.children if isinstance(each, sqs.Queue)]
    # Several queues may share the one for what could not be handled.
    failed = {each.queue.node.path: each.queue for queue in queues if (each := queue.dead_letter_queue)}
    alarms = [failure_alarm(stack, queue) for queue in failed.values()]
    return alarms


def add_queue(stack: cdk.Stack) -> sqs.Queue:
    """An encrypted queue; what fails five times is kept for two weeks."""
    failed = sqs.Queue(
        stack,
        "FailedEvents",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=cdk.Duration.days(14),
    )
    return sqs.Queue(
        stack,
        "Events",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5),
    )


def failure_alarm(stack: cdk.Stack, failed: sqs.IQueue) -> cloudwatch.Alarm:
    """Fires when a message arrives among those that could not be handled."""
    return health_alarm(
        stack,
        f"{failed.node.id}Alarm",
        failed.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
        threshold=1,
        description=f"A message could not be handled and is in {failed.node.id}",
    )
