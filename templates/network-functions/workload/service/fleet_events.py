"""What people hear of a fleet beside its alarms: deployments that failed or wait, instances that did not start."""

from collections.abc import Mapping, Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as notify
from aws_cdk import aws_sns as sns
from constructs import Construct

from workload.environment import Environment
from workload.names import deployment_name
from workload.service.fleet import Fleet
from workload.service.pause_events import PauseEvents
from workload.service.vnf.vnf import Vnf


class FleetEvents(Construct):
    """Tells `topic` of each, with the reason that AWS gives."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, fleet: Fleet, topic: sns.ITopic) -> None:
        super().__init__(scope, id)
        self._topic = topic
        stack, name = cdk.Stack.of(self), deployment_name(environment)
        self._tell(
            "StackFailed",
            source="aws.cloudformation",
            types=["CloudFormation Stack Status Change"],
            detail={
                "stack-id": [stack.stack_id],
                "status-details": {"status": ["UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"]},
            },
            sentence=f"Stack {stack.stack_name} failed: ",
            reason="$.detail.status-details.status",
        )
        failed = f"A deployment of {name} failed and is rolled back: "
        if fleet.vnf:
            self._of_instances(fleet.vnf, name, failed)
        if fleet.cnf:
            # By two names, after what made it fail.
            self._tell(
                "DeploymentFailed",
                source="aws.ecs",
                types=["ECS Deployment State Change", "ECS Service Action"],
                detail={"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
                of=[fleet.cnf.service.service_arn],
                sentence=failed,
                reason="$.detail.reason",
            )
            if environment.pause_minutes:
                PauseEvents(self, "Paused", environment=environment, service=fleet.cnf.service, topic=topic)

    def _of_instances(self, vnf: Vnf, name: str, failed: str) -> None:
        self._tell(
            "DeploymentFailed",
            source="aws.codedeploy",
            types=["CodeDeploy Deployment State-change Notification"],
            detail={
                "application": [vnf.application_name],
                "deploymentGroup": [vnf.deployment_group_name],
                "state": ["FAILURE", "STOP"],
            },
            sentence=failed,
            reason="$.detail.deploymentId",
        )
        self._tell(
            "InstanceFailed",
            source="aws.autoscaling",
            types=["EC2 Instance Launch Unsuccessful"],
            detail={"AutoScalingGroupName": [vnf.group.auto_scaling_group_name]},
            sentence=f"An instance of {name} did not start: ",
            reason="$.detail.StatusMessage",
        )

    def _tell(
        self,
        id: str,
        *,
        source: str,
        types: list[str],
        detail: Mapping[str, Any],
        sentence: str,
        reason: str,
        of: Sequence[str] = (),
    ) -> None:
        rule = events.Rule(
            self,
            id,
            event_pattern=events.EventPattern(
                source=[source], detail_type=types, detail=detail, resources=list(of) or None
            ),
        )
        said = events.RuleTargetInput.from_text(sentence + events.EventField.from_path(reason))
        rule.add_target(notify.SnsTopic(self._topic, message=said))
