"""CodeDeploy calls this hook before the new version gets any traffic: does it start, and is it the new one?"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from backend import probes
from backend.handlers import lifecycle
from backend.observability import logger
from backend.settings import HookSettings


def checks(settings: HookSettings) -> list[probes.Check]:
    """What the new version must pass, one after the other. Add what your users do first."""
    return [probes.health(settings.target_version)]


@logger.inject_lambda_context(correlation_id_path="DeploymentId", clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Try out TARGET_VERSION_ARN and report to CodeDeploy."""
    lifecycle.run(event, context, checks)
