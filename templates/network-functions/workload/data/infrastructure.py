"""What would lose data if it were replaced: the network, the policy, the bundles of CodeDeploy, and their key."""

from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from security.key_policy import let_logs_and_alarms_use
from workload.data.buckets import Readers, versioned_bucket
from workload.data.network import FunctionNetwork
from workload.data.policy_store import PolicyStore
from workload.data.zones import StackWithZones
from workload.environment import Environment
from workload.names import deployment_name
from workload.stack_options import StackOptions

# An instance that the Auto Scaling group starts gets the last bundle that was deployed, however old it is. So nothing
# expires by its age: a bundle is replaced by the next one under the same name, and the last of those replaced stay.
KEPT_DAYS, KEPT_REVISIONS = 90, 20


class DataStack(StackWithZones):
    """The data of one environment: `network`, `policy`, `revisions` for the bundles of CodeDeploy, and their `key`."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, **options: Unpack[StackOptions]) -> None:
        super().__init__(scope, id, **options)
        name = deployment_name(environment)
        kept = cdk.RemovalPolicy.RETAIN if environment.protect_data else cdk.RemovalPolicy.DESTROY
        self.key = kms.Key(
            self,
            "Key",
            enable_key_rotation=True,
            removal_policy=kept,
            description=f"Policy, bundles, logs and alarm messages of {name}",
        )
        let_logs_and_alarms_use(self.key, name=name)
        self.network = FunctionNetwork(self, "Network", environment=environment, key=self.key)
        readers = Readers(self, "Readers", environment=environment)
        self.policy = PolicyStore(self, "Policy", environment=environment, key=self.key, readers=readers)
        self.revisions = versioned_bucket(
            self,
            "Revisions",
            environment=environment,
            key=self.key,
            readers=readers,
            rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=cdk.Duration.days(KEPT_DAYS),
                    noncurrent_versions_to_retain=KEPT_REVISIONS,
                )
            ],
        )
