"""What the tasks run on: Fargate, what Fargate has left over, or instances of our own."""

from collections.abc import Sequence

from aws_cdk import aws_ecs as ecs
from constructs import Construct

from workload.data.network import EnvironmentNetwork
from workload.environment import Environment
from workload.service.instances import add_instances
from workload.task_sizes import INSTANCE, Compute


class Capacity(Construct):
    """A cluster, and the `strategy` by which it places tasks."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, network: EnvironmentNetwork) -> None:
        super().__init__(scope, id)
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            vpc=network.vpc,
            container_insights_v2=ecs.ContainerInsights.ENABLED,
            enable_fargate_capacity_providers=environment.compute is not Compute.EC2,
        )
        self.strategy = self._strategy(environment, network)

    def _strategy(
        self, environment: Environment, network: EnvironmentNetwork
    ) -> Sequence[ecs.CapacityProviderStrategy]:
        match environment.compute:
            case Compute.FARGATE:
                return [ecs.CapacityProviderStrategy(capacity_provider="FARGATE", weight=1)]
            case Compute.FARGATE_SPOT:
                return [ecs.CapacityProviderStrategy(capacity_provider="FARGATE_SPOT", weight=1)]
            case Compute.EC2:
                provider = add_instances(
                    self,
                    cluster=self.cluster,
                    vpc=network.vpc,
                    subnets=network.tasks,
                    instance_type=INSTANCE,
                    least=environment.network.zones,
                    most=environment.most_instances,
                )
                return [ecs.CapacityProviderStrategy(capacity_provider=provider.capacity_provider_name, weight=1)]


def most_instances(environment: Environment) -> int:
    """Instances for twice the most tasks; under this name as before."""
    return environment.most_instances
