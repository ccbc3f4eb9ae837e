"""How a new version gets its traffic: CodeDeploy shifts it as the environment says, and back when an alarm fires."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from security.callers import asked_by_us
from security.nag import accept
from settings.delivery import Delivery
from workload.traffic_routing import traffic_routing

CODEDEPLOY_POLICY = "AWSCodeDeployRoleForLambdaLimited"


class ProgressiveDelivery(Construct):
    """Shifts the traffic of `alias`.

    pre_traffic, post_traffic: functions that try out the new version before and after, and tell CodeDeploy the result.
    health_alarms: exactly these stop a shift and roll it back.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        delivery: Delivery,
        alias: lambda_.Alias,
        pre_traffic: lambda_.Function,
        post_traffic: lambda_.Function,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        role = iam.Role(
            self,
            "Role",
            assumed_by=asked_by_us("codedeploy.amazonaws.com"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(f"service-role/{CODEDEPLOY_POLICY}")],
        )
        accept(
            role,
            rule="AwsSolutions-IAM4",
            finding=f"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/{CODEDEPLOY_POLICY}",
            reason="AWS keeps it in step with what CodeDeploy calls; of functions it may call CodeDeployHook_* only",
        )
        codedeploy.LambdaDeploymentGroup(
            self,
            "Group",
            alias=alias,
            deployment_config=codedeploy.LambdaDeploymentConfig(
                self, "Config", traffic_routing=traffic_routing(delivery)
            ),
            pre_hook=pre_traffic,
            post_hook=post_traffic,
            alarms=health_alarms,
            # The hooks are called CodeDeployHook_*: the policy covers them, nothing has to be added.
            role=role.without_policy_updates(),
            # An alarm that cannot be read must not pass for a healthy one.
            ignore_poll_alarms_failure=False,
            auto_rollback=codedeploy.AutoRollbackConfig(
                deployment_in_alarm=True, failed_deployment=True, stopped_deployment=True
            ),
        )
