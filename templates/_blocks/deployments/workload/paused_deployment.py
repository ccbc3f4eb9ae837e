"""Answers a deployment of ECS that waits for a person."""

from collections.abc import Iterator
from typing import Any, Literal

import boto3

from monitoring import stacks
from settings.failure import ActionFailed
from workload.environment import Environment
from workload.names import deployment_name, stack_name

# Source: Amazon ECS API, ContinueServiceDeployment.
Action = Literal["CONTINUE", "ROLLBACK"]
ANSWERED: dict[Action, str] = {"CONTINUE": "continues", "ROLLBACK": "is rolled back"}


def answer(session: boto3.Session, environment: Environment, action: Action) -> str:
    """Let the deployment that waits continue, or roll it back. What happens now, in one sentence.

    Raises ActionFailed: there is no service, or no deployment of it waits for a person. Raises ClientError: AWS
    refuses, for example because somebody else has answered just now.
    """
    cloudformation, ecs = session.client("cloudformation"), session.client("ecs")
    stack = stack_name(environment, "service")
    if stacks.describe(cloudformation, stack) is None:
        raise ActionFailed(f"There is no stack {stack} in {environment.region}, so no deployment waits for an answer.")
    for deployment in _in_progress(cloudformation, ecs, stack):
        for hook in deployment.get("lifecycleHookDetails", ()):
            if hook.get("status") == "AWAITING_ACTION":
                ecs.continue_service_deployment(
                    serviceDeploymentArn=deployment["serviceDeploymentArn"], hookId=hook["hookId"], action=action
                )
                return f"The deployment of {deployment_name(environment)} {ANSWERED[action]}{_seen(deployment)}."
    raise ActionFailed(
        f"No deployment of {deployment_name(environment)} waits for an answer: none is on its way, it has not come to "
        "its pause yet, or it was answered or timed out."
    )


def _in_progress(cloudformation: Any, ecs: Any, stack: str) -> Iterator[dict[str, Any]]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    for resource in (each for page in pages for each in page["StackResourceSummaries"]):
        # One that was never made has no id.
        if resource["ResourceType"] != "AWS::ECS::Service" or "PhysicalResourceId" not in resource:
            continue
        service = resource["PhysicalResourceId"]
        cluster = service.split("/")[1]
        listed = ecs.list_service_deployments(service=service, cluster=cluster, status=["IN_PROGRESS"])
        if arns := [each["serviceDeploymentArn"] for each in listed["serviceDeployments"]]:
            yield from ecs.describe_service_deployments(serviceDeploymentArns=arns)["serviceDeployments"]


def _seen(deployment: dict[str, Any]) -> str:
    share = deployment.get("targetServiceRevision", {}).get("requestedProductionTrafficWeight")
    return "" if share is None else f"; {share:g} percent of the traffic went to the new version while it waited"
