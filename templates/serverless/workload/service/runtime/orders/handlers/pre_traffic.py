"""CodeDeploy calls this hook before the new version gets any traffic: can it start, place and read an order?

And does it find the order that an earlier release placed, so is its store the one with the data of users?
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from orders import probes
from orders.handlers import lifecycle
from orders.observability import logger
from orders.settings import HookSettings


def checks(settings: HookSettings) -> list[probes.Check]:
    """What the new version must pass, in this order."""
    kept = probes.kept_order(settings.kept_probe)
    return [probes.health(settings.target_version), kept, probes.order_round_trip]


@logger.inject_lambda_context(correlation_id_path="DeploymentId", clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Try out TARGET_VERSION_ARN and report to CodeDeploy."""
    lifecycle.run(event, context, checks)
