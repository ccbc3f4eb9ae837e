"""Resources of your own in the service stack. This file is yours: updates of the template never touch it.

The example is a queue for orders that another service may want to hear of, with a queue for what could not be handled.
"""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs

from workload.environment import Environment

# Set to True to have the example in every environment.
EXAMPLE = False


def add_resources(stack: cdk.Stack, environment: Environment) -> None:
    """Called at the end of the service stack of each environment. Differences between environments are values of
    `environment`, not comparisons of its name."""
    if EXAMPLE:
        add_queue(stack)


def add_queue(stack: cdk.Stack) -> sqs.Queue:
    """An encrypted queue; what fails five times is kept for two weeks."""
    failed = sqs.Queue(
        stack,
        "FailedOrderEvents",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=cdk.Duration.days(14),
    )
    return sqs.Queue(
        stack,
        "OrderEvents",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5),
    )
