"""A deployment that failed, was rolled back or waits reaches people, whoever started it."""

import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from workload.environment import Environment
from workload.names import deployment_name
from workload.service.pause_events import PauseEvents
from workload.task_sizes import Controller

TAKEN_BACK = ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"]


class DeploymentEvents(Construct):
    """Tells `topic` when a deployment of `service` waits for a person, and when it failed.

    After a failure the last tasks that worked serve users again.

    ECS and CodeDeploy tell why, CloudFormation tells how it ends.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, service: ecs.BaseService, topic: sns.ITopic
    ) -> None:
        super().__init__(scope, id)
        name, stack = deployment_name(environment), cdk.Stack.of(self)
        # ECS tells of failures where there is a circuit breaker, which not every strategy has; CloudFormation always.
        status = events.EventField.from_path("$.detail.status-details.status")
        events.Rule(
            self,
            "TakenBack",
            event_pattern=events.EventPattern(
                source=["aws.cloudformation"],
                detail_type=["CloudFormation Stack Status Change"],
                detail={"stack-id": [stack.stack_id], "status-details": {"status": TAKEN_BACK}},
            ),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(f"Stack {stack.stack_name} failed: {status}"),
                )
            ],
        )
        if environment.pause_minutes:
            PauseEvents(self, "Paused", environment=environment, service=service, topic=topic)
        by_ecs = environment.controller is Controller.ECS
        events.Rule(
            self,
            "Failed",
            event_pattern=_of_ecs(service) if by_ecs else _of_codedeploy(name),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(
                        f"A deployment of {name} failed and is rolled back: "
                        f"{events.EventField.from_path('$.detail.reason' if by_ecs else '$.detail.deploymentId')}"
                    ),
                )
            ],
        )


def _of_ecs(service: ecs.BaseService) -> events.EventPattern:
    # ECS sends the same event under two names, by what made the deployment fail.
    return events.EventPattern(
        source=["aws.ecs"],
        detail_type=["ECS Deployment State Change", "ECS Service Action"],
        detail={"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
        resources=[service.service_arn],
    )


def _of_codedeploy(name: str) -> events.EventPattern:
    return events.EventPattern(
        source=["aws.codedeploy"],
        detail_type=["CodeDeploy Deployment State-change Notification"],
        detail={"application": [name], "deploymentGroup": [name], "state": ["FAILURE", "STOP"]},
    )
