"""What would lose data if it were replaced: network, database and key; and the task that migrates the database."""

from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from security.key_policy import let_logs_and_alarms_use
from workload.data.database import Database
from workload.data.migrations import Migrations
from workload.data.network import EnvironmentNetwork, StackWithZones
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.stack_options import StackOptions


class DataStack(StackWithZones):
    """The data of one environment: `network`, `database` and their `key`."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, **options: Unpack[StackOptions]) -> None:
        super().__init__(scope, id, **options)
        self.key = kms.Key(
            self,
            "Key",
            description=f"Data, logs and alarm messages of {deployment_name(environment)}",
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.RETAIN if environment.protect_data else cdk.RemovalPolicy.DESTROY,
        )
        let_logs_and_alarms_use(self.key, name=deployment_name(environment))
        self.network = EnvironmentNetwork(self, "Network", environment=environment, key=self.key)
        self.database = Database(self, "Database", environment=environment, network=self.network, key=self.key)
        Migrations(
            self,
            "Migrations",
            environment=environment,
            network=self.network,
            database=self.database,
            image=ReleasedImage(self, "Released"),
            key=self.key,
        )
