"""A delivery strategy in the words of CodeDeploy."""

import aws_cdk as cdk
from aws_cdk import aws_codedeploy as codedeploy

from settings.delivery import Delivery, Shift


def traffic_routing(delivery: Delivery) -> codedeploy.TrafficRouting:
    """How CodeDeploy shifts the traffic. Raises ValueError: rolling, which it has not; `Environment` refuses it."""
    interval, percentage = cdk.Duration.minutes(delivery.minutes), delivery.percent
    match delivery.shift:
        case Shift.CANARY:
            return codedeploy.TimeBasedCanaryTrafficRouting(interval=interval, percentage=percentage)
        case Shift.LINEAR:
            return codedeploy.TimeBasedLinearTrafficRouting(interval=interval, percentage=percentage)
        case Shift.ALL_AT_ONCE:
            return codedeploy.AllAtOnceTrafficRouting()
        case Shift.ROLLING:
            raise ValueError("CodeDeploy has no rolling deployment.")
