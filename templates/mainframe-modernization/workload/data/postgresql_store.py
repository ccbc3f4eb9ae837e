"""Accounts in PostgreSQL: the database, the task that migrates it, and what the service may do there."""

from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from cdk_monitoring_constructs import (
    CustomMetricGroup,
    CustomMetricWithAlarm,
    CustomThreshold,
    MinUsageCountThreshold,
    MonitoringFacade,
    UsageThreshold,
)
from constructs import Construct

from workload.data.database import APPLICATION_USER, Database
from workload.data.migrations import Migrations
from workload.data.network import EnvironmentNetwork
from workload.database_sizes import many_connections
from workload.environment import Environment
from workload.released_image import ReleasedImage

BUSY_PERCENT = 90
# The storage grows by itself when a tenth of it is left; with less than this it could not keep up.
LITTLE_STORAGE_BYTES = 2 << 30
# A database that is not there yet fires no alarm.
BEFORE_IT_IS_THERE = cloudwatch.TreatMissingData.NOT_BREACHING


class PostgresqlStore:
    """See `account_store.AccountStore`. `database` is the instance."""

    def __init__(
        self, stack: Construct, *, environment: Environment, network: EnvironmentNetwork, key: kms.IKey
    ) -> None:
        self._many = many_connections(environment.database.instance)
        self.database = Database(stack, "Database", environment=environment, network=network, key=key)
        self.variables: Mapping[str, str] = {
            "STORE": environment.store.value,
            **self.database.variables,
            "DATABASE_USER": APPLICATION_USER,
        }
        image = ReleasedImage(stack, "Released")
        migrations: dict[str, Any] = {"environment": environment, "network": network, "database": self.database}
        Migrations(stack, "Migrations", **migrations, image=image, key=key)

    def let_use(self, role: iam.IRole) -> None:
        """With a token of IAM instead of a password."""
        self.database.let_sign_in(role)

    def let_reach(self, scope: Construct, group: ec2.ISecurityGroup) -> None:
        """A rule of the database's group, in the stack of `group`."""
        to_the_database, *_ = self.database.instance.connections.security_groups
        ec2.CfnSecurityGroupIngress(
            scope,
            "ToTheDatabase",
            description="Tasks that use accounts",
            group_id=to_the_database.security_group_id,
            source_security_group_id=group.security_group_id,
            ip_protocol="tcp",
            from_port=self.database.port,
            to_port=self.database.port,
        )

    def metrics(self, monitoring: MonitoringFacade) -> None:
        """Processor, storage and connections."""
        monitoring.monitor_rds_instance(
            instance=self.database.instance,
            human_readable_name="Database of accounts",
            alarm_friendly_name="Database",
            add_cpu_usage_alarm={
                "Busy": UsageThreshold(max_usage_percent=BUSY_PERCENT, treat_missing_data_override=BEFORE_IT_IS_THERE)
            },
            add_free_storage_space_alarm={
                "Full": MinUsageCountThreshold(
                    min_count=LITTLE_STORAGE_BYTES, treat_missing_data_override=BEFORE_IT_IS_THERE
                )
            },
        )
        many = CustomThreshold(
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            threshold=self._many,
            treat_missing_data_override=BEFORE_IT_IS_THERE,
        )
        # The most of five minutes: the average of the instance's own graph hides the moment in which none was free.
        most = self.database.instance.metric_database_connections(label="Connections", statistic="Maximum")
        watched = CustomMetricWithAlarm(metric=most, alarm_friendly_name="Connections", add_alarm={"Many": many})
        monitoring.monitor_custom(
            alarm_friendly_name="Connections",
            human_readable_name="Connections to the database of accounts",
            metric_groups=[CustomMetricGroup(title="Most within five minutes", metrics=[watched])],
        )
