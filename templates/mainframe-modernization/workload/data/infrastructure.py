"""What would lose data if it were replaced: the network, the accounts, the data sets and their locks, and their key."""

from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from security.key_policy import let_logs_and_alarms_use
from workload.data.account_store import account_store
from workload.data.datasets import DatasetBucket
from workload.data.endpoints import Service
from workload.data.network import EnvironmentNetwork, StackWithZones
from workload.data.tables import table
from workload.environment import Environment
from workload.names import deployment_name
from workload.stack_options import StackOptions
from workload.task_sizes import Controller

# What routers, job steps and hooks call besides what every task does.
SERVICES = {"Weights": Service.SSM, "Jobs": Service.STEP_FUNCTIONS, "Ecs": Service.ECS}
OF_CODEDEPLOY = {"Deployments": Service.CODEDEPLOY}


class DataStack(StackWithZones):
    """The data of one environment: `network`, the `store` of accounts, `datasets`, `locks` of jobs, and their `key`."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, **options: Unpack[StackOptions]) -> None:
        super().__init__(scope, id, **options)
        name = deployment_name(environment)
        kept = cdk.RemovalPolicy.RETAIN if environment.protect_data else cdk.RemovalPolicy.DESTROY
        self.key = kms.Key(
            self,
            "Key",
            description=f"Accounts, data sets, logs and alarm messages of {name}",
            enable_key_rotation=True,
            removal_policy=kept,
        )
        let_logs_and_alarms_use(self.key, name=name)
        deployed_by = OF_CODEDEPLOY if environment.controller is Controller.CODEDEPLOY else {}
        self.network = EnvironmentNetwork(
            self, "Network", environment=environment, key=self.key, services={**SERVICES, **deployed_by}
        )
        self.store = account_store(self, environment=environment, network=self.network, key=self.key)
        self.datasets = DatasetBucket(self, "Datasets", environment=environment, key=self.key)
        # A job has one lock, whoever runs it: an item with the execution that owns it.
        self.locks = table(self, "Locks", environment=environment, key=self.key, keys=("job",), expires="expires")
