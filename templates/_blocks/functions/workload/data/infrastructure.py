"""What would lose data if it were replaced: the tables, and the key that encrypts everything of an environment."""

from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from security.key_policy import let_logs_and_alarms_use
from workload.environment import Environment
from workload.names import deployment_name
from workload.stack_options import StackOptions


class DataStack(cdk.Stack):
    """The data of one environment: `orders`, `idempotency` and their `key`."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, **options: Unpack[StackOptions]) -> None:
        super().__init__(scope, id, **options)
        self._removal = cdk.RemovalPolicy.RETAIN if environment.protect_data else cdk.RemovalPolicy.DESTROY
        self.key = kms.Key(
            self,
            "Key",
            description=f"Data, logs and alarm messages of {deployment_name(environment)}",
            enable_key_rotation=True,
            removal_policy=self._removal,
        )
        let_logs_and_alarms_use(self.key, name=deployment_name(environment))
        self.orders = self._table("Orders", key="order_id", expires="expires_at", environment=environment)
        # The names that Powertools expects.
        self.idempotency = self._table("Idempotency", key="id", expires="expiration", environment=environment)

    def _table(self, id: str, *, key: str, expires: str, environment: Environment) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            id,
            partition_key=dynamodb.Attribute(name=key, type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute=expires,
            deletion_protection=environment.protect_data,
            removal_policy=self._removal,
        )
