"""Accounts in DynamoDB: one table, and what the service may do there."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from cdk_monitoring_constructs import (
    CustomMetricGroup,
    CustomMetricWithAlarm,
    CustomThreshold,
    MonitoringFacade,
    ThrottledEventsThreshold,
)
from constructs import Construct

from workload.data import names
from workload.data.tables import let_call, table
from workload.environment import Environment

# A transaction needs the rights of its parts; BatchGetItem is for the first load.
ITEM_ACTIONS = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem")
# What they call with these rights.
OPERATIONS = ("BatchGetItem", "GetItem", "PutItem", "TransactWriteItems")
FIVE_MINUTES = cdk.Duration.minutes(5)


class TableStore:
    """See `account_store.AccountStore`. `table` is the one of accounts and their postings."""

    def __init__(self, stack: Construct, *, environment: Environment, key: kms.IKey) -> None:
        self._key = key
        keys = (names.TABLE_KEY, names.TABLE_SORT_KEY)
        self.table = table(stack, "Accounts", environment=environment, key=key, keys=keys)
        self.variables: Mapping[str, str] = {"STORE": environment.store.value, "TABLE_NAME": self.table.table_name}

    def let_use(self, role: iam.IRole) -> None:
        """Item by item: nobody lists or deletes accounts."""
        let_call(role, self.table, key=self._key, actions=ITEM_ACTIONS)

    def let_reach(self, scope: Construct, group: ec2.ISecurityGroup) -> None:
        """Nothing to do: DynamoDB is reached by HTTPS, as other services of AWS are."""

    def metrics(self, monitoring: MonitoringFacade) -> None:
        """Errors of DynamoDB, and requests that it refused because there were too many at once."""
        refused = {"Any": ThrottledEventsThreshold(max_throttled_events_threshold=0, period=FIVE_MINUTES)}
        monitoring.monitor_dynamo_table(
            table=self.table,
            human_readable_name="Table of accounts",
            alarm_friendly_name="AccountsTable",
            add_read_throttled_events_count_alarm=refused,
            add_write_throttled_events_count_alarm=refused,
        )
        some = CustomThreshold(
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            threshold=0,
            evaluation_periods=1,
            datapoints_to_alarm=1,
            treat_missing_data_override=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        failed = CustomMetricWithAlarm(metric=self._failed(), alarm_friendly_name="Failed", add_alarm={"Any": some})
        monitoring.monitor_custom(
            alarm_friendly_name="AccountsErrors",
            human_readable_name="Errors of DynamoDB",
            metric_groups=[CustomMetricGroup(title="Requests that DynamoDB failed", metrics=[failed])],
        )

    def _failed(self) -> cloudwatch.MathExpression:
        # Not the sum of the facade: it has no value while one of its operations has none, and nobody ever calls Scan.
        table = self.table.table_name
        errors = {
            f"failed{number}": self.table.metric(
                "SystemErrors",
                dimensions_map={"TableName": table, "Operation": operation},
                statistic="Sum",
                period=FIVE_MINUTES,
            )
            for number, operation in enumerate(OPERATIONS)
        }
        return cloudwatch.MathExpression(
            expression=" + ".join(f"FILL({each}, 0)" for each in errors),
            using_metrics=errors,
            period=FIVE_MINUTES,
            label="Failed",
        )
