"""Holds the scaling of the service while CodeDeploy deploys it, and gives it back when nothing is deployed any more.

AWS says what happens otherwise: a deployment during which the service scales fails unless it is steady again within
five minutes, and scaling takes the old and new tasks together for what the service needs.
Source: Amazon ECS Developer Guide, CodeDeploy blue/green deployments, considerations.
"""

import logging
import os
from collections.abc import Mapping
from typing import Any

from release_hooks.aws import client

# All three. Whoever suspends only some of them by hand keeps them: this function touches nothing then.
HELD = {"DynamicScalingInSuspended": True, "DynamicScalingOutSuspended": True, "ScheduledScalingSuspended": True}
GIVEN_BACK = dict.fromkeys(HELD, False)
# `held_scaling.py` counts this line of the log.
NOT_HELD = "Scaling is not held, so it may fail this deployment"
# Every status of a deployment but those in which it has ended.
UNDER_WAY = ["Created", "Queued", "InProgress", "Baking", "Ready"]

logger = logging.getLogger("release_hooks")


def handle(event: Mapping[str, Any], _context: object) -> None:
    """BeforeInstall of CodeDeploy, before there is a new task; without a deployment in the event, that of the clock.

    Raises what AWS says to the clock, which tries again, and to the report.
    """
    logger.setLevel(logging.INFO)
    if "DeploymentId" not in event:
        give_back()
        return
    try:
        hold()
    except Exception:
        # A release is worth more than the certainty that it does not fail.
        logger.exception(NOT_HELD, extra={"deployment": event["DeploymentId"]})
    client("codedeploy").put_lifecycle_event_hook_execution_status(
        deploymentId=event["DeploymentId"],
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status="Succeeded",
    )


def hold() -> None:
    """Suspend the scaling, unless it is suspended already or, in the first deployment, not there yet."""
    state = _suspended()
    if state is None:
        logger.info("There is no scaling yet")
    elif any(state.values()):
        logger.info("Scaling is suspended already", extra={"state": state})
    else:
        _set(HELD)
        logger.info("Scaling is held until nothing is deployed")


def give_back() -> None:
    """Resume what `hold` has suspended, as soon as no deployment is under way and its second task set is gone."""
    if _suspended() != HELD or _deployed_now():
        return
    _set(GIVEN_BACK)
    logger.info("Scaling is given back")


def _deployed_now() -> bool:
    group = os.environ["DEPLOYMENT_GROUP"]
    under_way = client("codedeploy").list_deployments(
        applicationName=group, deploymentGroupName=group, includeOnlyStatuses=UNDER_WAY
    )
    if under_way["deployments"]:
        return True
    # Between a deployment that failed and the one that takes it back none is under way, but there are two task sets.
    found = client("ecs").describe_services(cluster=os.environ["CLUSTER"], services=[os.environ["SERVICE"]])
    return any(len(service.get("taskSets", ())) > 1 for service in found["services"])


def _suspended() -> dict[str, bool] | None:
    found = client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="ecs", ResourceIds=[_resource()], ScalableDimension="ecs:service:DesiredCount"
    )["ScalableTargets"]
    return {**GIVEN_BACK, **found[0].get("SuspendedState", {})} if found else None


def _set(state: Mapping[str, bool]) -> None:
    # What is not named stays: the least and the most tasks.
    client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=_resource(),
        ScalableDimension="ecs:service:DesiredCount",
        SuspendedState=dict(state),
    )


def _resource() -> str:
    return f"service/{os.environ['CLUSTER']}/{os.environ['SERVICE']}"
