"""What the tasks run on: Fargate, what Fargate has left over, or instances of our own."""

from collections.abc import Sequence

from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from workload.data.network import EnvironmentNetwork
from workload.environment import Compute, Environment
from workload.sizes import INSTANCE, INSTANCE_CPU, INSTANCE_MEMORY, INSTANCE_TASKS


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
                provider = self._instances(environment, network)
                return [ecs.CapacityProviderStrategy(capacity_provider=provider.capacity_provider_name, weight=1)]

    def _instances(self, environment: Environment, network: EnvironmentNetwork) -> ecs.AsgCapacityProvider:
        role = iam.Role(self, "InstanceRole", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))
        setup = ec2.UserData.for_linux()
        # Tasks must not reach the role of the instance. Each has a network interface, so no hop limit stops it.
        setup.add_commands("echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config")
        template = ec2.LaunchTemplate(
            self,
            "Template",
            machine_image=ecs.EcsOptimizedImage.amazon_linux2023(ecs.AmiHardwareType.ARM),
            instance_type=ec2.InstanceType(INSTANCE),
            role=role,
            security_group=ec2.SecurityGroup(self, "InstanceGroup", vpc=network.vpc, description="ECS instances"),
            user_data=setup,
            require_imdsv2=True,
            http_put_response_hop_limit=1,
            detailed_monitoring=True,
            block_devices=[
                ec2.BlockDevice(device_name="/dev/xvda", volume=ec2.BlockDeviceVolume.ebs(30, encrypted=True))
            ],
        )
        group = autoscaling.AutoScalingGroup(
            self,
            "Instances",
            vpc=network.vpc,
            vpc_subnets=network.tasks,
            launch_template=template,
            min_capacity=environment.network.zones,
            max_capacity=most_instances(environment),
            # A new image of the instances arrives with the next deployment, a few at a time.
            update_policy=autoscaling.UpdatePolicy.rolling_update(),
        )
        accept(group, rule="AwsSolutions-AS3", reason="ECS scales the group; what matters to people are its tasks")
        provider = ecs.AsgCapacityProvider(
            self,
            "Provider",
            auto_scaling_group=group,
            enable_managed_scaling=True,
            enable_managed_draining=True,
            # Draining moves tasks away; instances that protect themselves could never be deleted with their stack.
            enable_managed_termination_protection=False,
        )
        self.cluster.add_asg_capacity_provider(provider)
        accept(
            role,
            rule="AwsSolutions-IAM5",
            findings=["Action::ecs:Submit*", "Resource::*"],
            reason="What the CDK grants the agent of an instance; the calls that know a cluster are bound to this one",
        )
        return provider


def most_instances(environment: Environment) -> int:
    """Instances for twice the most tasks, since old and new ones run side by side while traffic shifts."""
    fit = min(INSTANCE_CPU // environment.cpu, INSTANCE_MEMORY // environment.memory_mb, INSTANCE_TASKS)
    return max(environment.network.zones, -(-2 * environment.most_tasks // fit))
