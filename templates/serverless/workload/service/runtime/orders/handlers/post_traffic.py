"""CodeDeploy calls this hook after all traffic goes to the new version: does it still work, and refuse bad orders?

It runs under real load, so it shows what the hook before the shift cannot: exhausted concurrency, throttled tables.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from orders import probes
from orders.handlers import lifecycle
from orders.observability import logger
from orders.settings import HookSettings


def checks(settings: HookSettings) -> list[probes.Check]:
    """What the new version must pass, in this order."""
    return [probes.health(settings.target_version), probes.order_round_trip, probes.bad_order_is_refused]


@logger.inject_lambda_context(correlation_id_path="DeploymentId", clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Try out TARGET_VERSION_ARN and report to CodeDeploy."""
    lifecycle.run(event, context, checks)
