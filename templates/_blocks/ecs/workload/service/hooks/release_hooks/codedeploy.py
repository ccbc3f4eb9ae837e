"""The hooks that CodeDeploy calls, and their report.

A hook that does not report lets CodeDeploy wait for an hour. So every failure (also a wrong setting, an exception, or
too little time left) is reported as Failed, and exactly once. Only a failure of the report itself raises.
"""

from typing import Any

from release_hooks.aws import CALL_SECONDS, client
from release_hooks.expected_version import of_deployment
from release_hooks.release_test import Context, Release, new_tasks, only_keeps_awake, passes, users


def pre_traffic(event: dict[str, Any], context: Context) -> None:
    """AfterAllowTestTraffic: the test listener leads to the new tasks, users see the old ones."""
    _report(new_tasks, event, context)


def post_traffic(event: dict[str, Any], context: Context) -> None:
    """AfterAllowTraffic: users see the new tasks, the old ones still run and can take over again."""
    _report(users, event, context)


def _report(release: Release, event: dict[str, Any], context: Context) -> None:
    if only_keeps_awake(event):
        return
    deployment, execution = event["DeploymentId"], event["LifecycleEventHookExecutionId"]
    passed = passes(
        release,
        context,
        version=lambda: of_deployment(deployment),
        reserved_seconds=CALL_SECONDS,
        deployment=deployment,
    )
    client("codedeploy").put_lifecycle_event_hook_execution_status(
        deploymentId=deployment,
        lifecycleEventHookExecutionId=execution,
        status="Succeeded" if passed else "Failed",
    )
