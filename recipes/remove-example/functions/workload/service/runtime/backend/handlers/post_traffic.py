"""CodeDeploy calls this hook after all traffic goes to the new version: does it still work, and refuse what is wrong?

It runs under real load, so it shows what the hook before the shift cannot, for example exhausted concurrency.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from backend import probes
from backend.handlers import lifecycle
from backend.observability import logger
from backend.settings import HookSettings


def checks(settings: HookSettings) -> list[probes.Check]:
    """What the new version must pass, one after the other."""
    return [probes.health(settings.target_version), probes.unknown_path_is_refused]


@logger.inject_lambda_context(correlation_id_path="DeploymentId", clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Try out TARGET_VERSION_ARN and report to CodeDeploy."""
    lifecycle.run(event, context, checks)
