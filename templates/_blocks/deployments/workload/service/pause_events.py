"""A deployment that waits for a person tells people so, and how to answer."""

import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sns as sns
from constructs import Construct

from workload.environment import Environment
from workload.names import deployment_name


class PauseEvents(Construct):
    """Tells `topic` whenever a deployment of `service` begins to wait.

    Source of the event: Amazon ECS Developer Guide, "Pause hooks for Amazon ECS service deployments".
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, service: ecs.BaseService, topic: sns.ITopic
    ) -> None:
        super().__init__(scope, id)
        answer = f"make continue-deployment ENVIRONMENT={environment.name}"
        deployments = cdk.Stack.of(self).format_arn(
            service="ecs",
            resource="service-deployment",
            resource_name=f"{service.cluster.cluster_name}/{service.service_name}/",
        )
        events.Rule(
            self,
            "Waits",
            event_pattern=events.EventPattern(
                source=["aws.ecs"],
                detail_type=["ECS Hook State Change"],
                detail={"eventName": ["HOOK_AWAITING_ACTION"]},
                # The guide does not say whether the event names the service or the deployment.
                resources=events.Match.any_of(
                    events.Match.exact_string(service.service_arn), events.Match.prefix(deployments)
                ),
            ),
            targets=[
                targets.SnsTopic(
                    topic,
                    message=events.RuleTargetInput.from_text(
                        f"A deployment of {deployment_name(environment)} waits for you before it shifts traffic. "
                        f"Answer within {environment.pause_minutes} minutes: {answer}, or: {answer} ROLLBACK=yes. "
                        "Without an answer it is rolled back. If it is a rollback itself, users have the version that "
                        'failed until you let it continue. See the runbook, "A deployment waits for a person".'
                    ),
                )
            ],
        )
