"""The function that holds the scaling of a service while CodeDeploy deploys it: `hooks/release_hooks/scaling.py`."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from monitoring.health_alarm import MINUTE, health_alarm
from security.callers import asked_by_us
from security.nag import accept, printed_arn
from workload.environment import Environment
from workload.logs import log_group
from workload.names import deployment_name, hook_name
from workload.released_image import NO_RESOURCES
from workload.service.hook_functions import CODE
from workload.task import NAMED_AT_RUN_TIME

# Whoever ended the build, and however the deployment ended: so long after it scaling comes back by itself.
GIVEN_BACK_MINUTES = 5
# What `release_hooks/scaling.py` logs.
NOT_HELD = "Scaling is not held, so it may fail this deployment"


class HeldScaling(Construct):
    """`function`, which CodeDeploy calls before it makes new tasks, and a clock every GIVEN_BACK_MINUTES.

    The first holds the scaling, the second gives it back when no deployment is under way any more. `alarm` tells people
    that one of them failed. It rolls nothing back, since a deployment works without the function too.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        cluster: ecs.ICluster,
        service: ecs.BaseService,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        name = deployment_name(environment)
        log = log_group(self, "Log", environment=environment, key=key)
        self.function = lambda_.Function(
            self,
            "Function",
            code=lambda_.Code.from_asset(CODE, exclude=["**/__pycache__", "**/*.pyc"]),
            handler="release_hooks.scaling.handle",
            # No wheels are built for it, so it can be the newest.
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=256,
            timeout=cdk.Duration.minutes(1),
            # The role that CodeDeploy gets from AWS calls functions of such a name only.
            function_name=hook_name(environment, "scaling"),
            role=self._role(name, service, log),
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={
                "CLUSTER": cluster.cluster_name,
                "SERVICE": service.service_name,
                "DEPLOYMENT_GROUP": name,
            },
        )
        events.Rule(
            self,
            "GiveBack",
            schedule=events.Schedule.rate(cdk.Duration.minutes(GIVEN_BACK_MINUTES)),
            targets=[targets.LambdaFunction(self.function)],
        )
        self.alarm = self._alarm(name, log)

    def _role(self, name: str, service: ecs.BaseService, log: logs.LogGroup) -> iam.Role:
        stack = cdk.Stack.of(self)
        role = iam.Role(self, "Role", assumed_by=asked_by_us("lambda.amazonaws.com"))
        log.grant_write(role)
        # By name: the group of CodeDeploy watches alarms that must not wait for it.
        group = stack.format_arn(
            service="codedeploy",
            resource="deploymentgroup",
            resource_name=f"{name}/{name}",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        scalable = f"arn:{stack.partition}:application-autoscaling:{stack.region}:{stack.account}:scalable-target/*"
        for statement in (
            iam.PolicyStatement(
                sid="SeeDeploymentsAndReport",
                actions=["codedeploy:ListDeployments", "codedeploy:PutLifecycleEventHookExecutionStatus"],
                resources=[group],
            ),
            iam.PolicyStatement(
                sid="SeeTheScaling", actions=["application-autoscaling:DescribeScalableTargets"], resources=["*"]
            ),
            iam.PolicyStatement(
                sid="SuspendAndResumeIt",
                actions=["application-autoscaling:RegisterScalableTarget"],
                resources=[scalable],
                conditions={
                    "StringEquals": {
                        "application-autoscaling:service-namespace": "ecs",
                        "application-autoscaling:scalable-dimension": "ecs:service:DesiredCount",
                    }
                },
            ),
            # Application Auto Scaling asks ECS in the name of its caller, so it reaches this service and no other.
            iam.PolicyStatement(
                sid="OfThisServiceAlone",
                actions=["ecs:DescribeServices", "ecs:UpdateService"],
                resources=[service.service_arn],
            ),
        ):
            role.add_to_policy(statement)
        accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=NO_RESOURCES)
        accept(
            role,
            rule="AwsSolutions-IAM5",
            finding=f"Resource::{printed_arn(stack, 'application-autoscaling', 'scalable-target/*')}",
            # The id of the scalable target; ECS lets this role change its own service only.
            reason=NAMED_AT_RUN_TIME,
        )
        return role

    def _alarm(self, name: str, log: logs.LogGroup) -> cloudwatch.Alarm:
        not_held = log.add_metric_filter(
            "NotHeld",
            metric_namespace=name,
            metric_name="ScalingNotHeld",
            filter_pattern=logs.FilterPattern.string_value("$.message", "=", NOT_HELD),
        ).metric(period=MINUTE, statistic="Sum")
        return health_alarm(
            self,
            "Failed",
            cloudwatch.MathExpression(
                expression="FILL(failed, 0) + FILL(not_held, 0)",
                using_metrics={"failed": self.function.metric_errors(period=MINUTE), "not_held": not_held},
                period=MINUTE,
                label="Scaling that could not be held or given back",
            ),
            threshold=1,
            description="Scaling could not be held for a deployment, or not be given back after one",
        )
