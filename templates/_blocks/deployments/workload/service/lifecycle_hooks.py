"""The lifecycle hooks of a service of ECS with their time-outs, which the CDK has at the CloudFormation level only."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from workload.service_deployment import HOOK_MINUTES

# In the words of CloudFormation: AWS::ECS::Service, DeploymentLifecycleHook.
Hook = dict[str, Any]


def lambda_hook(function: lambda_.IFunction, stage: ecs.DeploymentLifecycleStage, *, role: iam.IRole) -> Hook:
    """Call `function` at `stage` in `role`; a deployment that gets no answer in time is rolled back."""
    return {
        "TargetType": "AWS_LAMBDA",
        "HookTargetArn": function.function_arn,
        "RoleArn": role.role_arn,
        "LifecycleStages": [stage.value],
        "TimeoutConfiguration": _or_roll_back(HOOK_MINUTES),
    }


def pause_hook(minutes: int) -> Hook:
    """Wait for a person before each shift of traffic; without an answer within `minutes` roll the deployment back."""
    return {
        "TargetType": "PAUSE",
        "LifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"],
        "TimeoutConfiguration": _or_roll_back(minutes),
    }


def set_hooks(service: ecs.BaseService, hooks: Sequence[Hook]) -> None:
    """Have ECS run `hooks`, and no others, in each deployment of `service`."""
    resource = service.node.default_child
    assert isinstance(resource, ecs.CfnService)
    resource.add_property_override("DeploymentConfiguration.LifecycleHooks", list(hooks))


def _or_roll_back(minutes: int) -> dict[str, Any]:
    return {"TimeoutInMinutes": minutes, "Action": "ROLLBACK"}
