"""Where the tasks run: a cluster with instances of its own, since the kernel of others lets nobody filter packets."""

from aws_cdk import aws_ecs as ecs
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment
from workload.service.instances import add_instances


class Capacity(Construct):
    """`cluster`, where only tasks of the function run, its `instances`, and the `strategy` by which tasks are placed.

    Each task gets an instance for itself: packets are forwarded by the kernel, which counts its work to no container,
    and two functions that share one would slow each other down without a metric that says so.
    """

    def __init__(self, scope: Construct, id: str, *, environment: Environment, data: DataStack) -> None:
        super().__init__(scope, id)
        vpc = data.network.vpc
        self.cluster = ecs.Cluster(self, "Cluster", vpc=vpc, container_insights_v2=ecs.ContainerInsights.ENABLED)
        provider = add_instances(
            self,
            cluster=self.cluster,
            vpc=vpc,
            # Where they ask ECS, the registry and the log. Packets come by interfaces that the tasks have themselves.
            subnets=data.network.management,
            instance_type=environment.instance_type,
            least=environment.instances,
            # Old and new tasks run side by side while one replaces the other.
            most=2 * environment.most_instances,
        )
        self.instances = provider.auto_scaling_group
        if environment.entry is Entry.GATEWAY:
            # Containers get the device from their instance, where it appears with its module.
            self.instances.add_user_data("modprobe tun")
        self.strategy = ecs.CapacityProviderStrategy(capacity_provider=provider.capacity_provider_name, weight=1)
