"""How long ECS waits for its hooks in a deployment of a service, and how often for a person."""

from settings.delivery import Delivery, Shift

# Without an answer of a hook after these minutes the deployment is rolled back; ECS itself would wait for 24 hours.
# Source: Amazon ECS API, DeploymentLifecycleHookTimeoutConfiguration.
HOOK_MINUTES = 5
# The function behind it ends earlier, so that its last answer still counts: ECS waits from before the function starts.
HOOK_FUNCTION_SECONDS = HOOK_MINUTES * 60 - 30


def pauses(delivery: Delivery) -> int:
    """How often ECS, which shifts the traffic, can wait for a person: before each shift of it.

    A linear deployment would wait up to 34 times.
    Source: Amazon ECS API, DeploymentLifecycleHook, stage PRE_PRODUCTION_TRAFFIC_SHIFT.
    """
    return delivery.steps if delivery.shift in {Shift.ALL_AT_ONCE, Shift.CANARY} else 0
