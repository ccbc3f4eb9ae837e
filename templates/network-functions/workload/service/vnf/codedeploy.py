"""How a new revision reaches the instances: zone by zone, watched by alarms, and back to the last one if one fires."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from constructs import Construct

from monitoring.health_alarm import require_few
from security.callers import asked_by_us
from security.nag import accept
from workload.environment import Environment
from workload.environment_rules import LONGEST_WATCH_MINUTES
from workload.service.reasons import AWS_ITSELF

MANAGED_POLICY = "service-role/AWSCodeDeployRole"


class ZoneByZone(Construct):
    """`application` and `deployment_group` of CodeDeploy, for the instances of `group`.

    An instance that the group starts gets the revision that was deployed last, before it is in service; while a
    deployment is under way that is the one before, and CodeDeploy deploys to it again when it has ended. One that the
    group ends is drained first, by the hook ApplicationStop of its revision.
    Raises ConfigurationError: there are more alarms than CodeDeploy watches.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        group: autoscaling.AutoScalingGroup,
        health_alarms: Sequence[cloudwatch.Alarm],
    ) -> None:
        super().__init__(scope, id)
        require_few(health_alarms, environment=environment.name)
        self.application = codedeploy.ServerApplication(self, "Application")
        role = iam.Role(self, "Role", assumed_by=asked_by_us("codedeploy.amazonaws.com"))
        self.deployment_group = codedeploy.ServerDeploymentGroup(
            self,
            "Group",
            application=self.application,
            role=role,
            auto_scaling_groups=[group],
            deployment_config=self._one_zone_at_a_time(environment),
            alarms=health_alarms,
            # An alarm that cannot be read must not pass for a healthy one.
            ignore_poll_alarms_failure=False,
            auto_rollback=codedeploy.AutoRollbackConfig(
                failed_deployment=True, stopped_deployment=True, deployment_in_alarm=bool(health_alarms)
            ),
            termination_hook=True,
            # The instances install it themselves, as it is reached from a network without the internet.
            install_agent=False,
        )
        resource = self.deployment_group.node.default_child
        assert isinstance(resource, codedeploy.CfnDeploymentGroup)
        resource.outdated_instances_strategy = "UPDATE"
        accept(
            role,
            rule="AwsSolutions-IAM4",
            finding=f"Policy::arn:<AWS::Partition>:iam::aws:policy/{MANAGED_POLICY}",
            reason=AWS_ITSELF,
        )

    def _one_zone_at_a_time(self, environment: Environment) -> codedeploy.ServerDeploymentConfig:
        zones = environment.network.zones
        watch = cdk.Duration.minutes(min(environment.bake_minutes, LONGEST_WATCH_MINUTES))
        # Half of a zone stays where it has two or more. CodeDeploy rounds up, so one of one would never be deployed.
        of_zone = 50 if environment.instances >= 2 * zones else 0
        return codedeploy.ServerDeploymentConfig(
            self,
            "ZoneByZone",
            # All that is outside of a zone, also where the group has grown unevenly.
            minimum_healthy_hosts=codedeploy.MinimumHealthyHosts.percentage(100 * (zones - 1) // zones),
            zonal_config=codedeploy.ZonalConfig(
                minimum_healthy_hosts_per_zone=codedeploy.MinimumHealthyHostsPerZone.percentage(of_zone),
                first_zone_monitor_duration=watch,
                monitor_duration=watch,
            ),
        )
