"""Where accounts are kept: in PostgreSQL or in DynamoDB, as the environment says. Users need not know which."""

from collections.abc import Mapping
from typing import Protocol

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from cdk_monitoring_constructs import MonitoringFacade
from constructs import Construct

from workload.data.network import EnvironmentNetwork
from workload.data.postgresql_store import PostgresqlStore
from workload.data.table_store import TableStore
from workload.environment import Environment, Store


class AccountStore(Protocol):
    """The accounts of one environment. `variables` tell a container which store it has and where it is."""

    @property
    def variables(self) -> Mapping[str, str]: ...

    def let_use(self, role: iam.IRole) -> None:
        """Let tasks with this role read and write accounts."""

    def let_reach(self, scope: Construct, group: ec2.ISecurityGroup) -> None:
        """Let what is in `group` connect to the store, where that has an address in the network.

        scope: of the stack of `group`, since the data stack must not know it.
        """

    def metrics(self, monitoring: MonitoringFacade) -> None:
        """Show the store, with the alarms that tell a person and roll nothing back."""


def account_store(
    stack: Construct, *, environment: Environment, network: EnvironmentNetwork, key: kms.IKey
) -> AccountStore:
    """The store that `environment.store` says, in the data stack; with PostgreSQL also the task that migrates it."""
    match environment.store:
        case Store.POSTGRESQL:
            return PostgresqlStore(stack, environment=environment, network=network, key=key)
        case Store.DYNAMODB:
            return TableStore(stack, environment=environment, key=key)
