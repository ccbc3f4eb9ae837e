"""Instances of our own in a cluster of ECS: they come and go with the tasks, and tasks do not reach their role."""

import aws_cdk as cdk
import jsii
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from workload.instance_image import PARAMETER
from workload.instance_sizes import STARTED_MINUTES

MANAGED = (
    "ECS manages the instances: it scales the group, where tasks matter to people, and the agent gets what the CDK "
    "grants, bound to this cluster in calls that know one"
)


@jsii.implements(ec2.IMachineImage)
class _Linux:
    """An image whose id is known at the deployment; that of the CDK wants the name of a region."""

    def __init__(self, image_id: str) -> None:
        self._id = image_id

    def get_image(self, _scope: Construct) -> ec2.MachineImageConfig:
        return ec2.MachineImageConfig(
            image_id=self._id, os_type=ec2.OperatingSystemType.LINUX, user_data=ec2.UserData.for_linux()
        )


def released_instance_image(scope: Construct) -> ec2.IMachineImage:
    """The image of Linux that Build has looked up for the instances of this stack: a parameter of the deployment.

    If the template named the newest one, CloudFormation would look it up for each environment, and production might get
    one that staging never ran.
    """
    stack = cdk.Stack.of(scope)
    # Groups of one stack share it.
    found = stack.node.try_find_child(PARAMETER)
    parameter = found or cdk.CfnParameter(
        stack,
        PARAMETER,
        type="AWS::EC2::Image::Id",
        description="What `make package` looked up, as dist/instance_images.json has it",
    )
    assert isinstance(parameter, cdk.CfnParameter)
    return _Linux(parameter.value_as_string)


def add_instances(
    scope: Construct,
    *,
    cluster: ecs.Cluster,
    vpc: ec2.IVpc,
    subnets: ec2.SubnetSelection,
    instance_type: str,
    least: int,
    most: int,
) -> ecs.AsgCapacityProvider:
    """Between `least` and `most` instances for the tasks of `cluster`, as one of its capacity providers.

    instance_type: one on arm64, for example "m7g.large".
    """
    role = iam.Role(scope, "InstanceRole", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))
    setup = ec2.UserData.for_linux()
    # Tasks must not reach the role of the instance. Each has a network interface, so no hop limit stops it.
    setup.add_commands("echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config")
    template = ec2.LaunchTemplate(
        scope,
        "Template",
        machine_image=released_instance_image(scope),
        instance_type=ec2.InstanceType(instance_type),
        role=role,
        security_group=ec2.SecurityGroup(scope, "InstanceGroup", vpc=vpc, description="ECS instances"),
        user_data=setup,
        require_imdsv2=True,
        http_put_response_hop_limit=1,
        detailed_monitoring=True,
        block_devices=[ec2.BlockDevice(device_name="/dev/xvda", volume=ec2.BlockDeviceVolume.ebs(30, encrypted=True))],
    )
    group = autoscaling.AutoScalingGroup(
        scope,
        "Instances",
        vpc=vpc,
        vpc_subnets=subnets,
        launch_template=template,
        min_capacity=least,
        max_capacity=most,
        # Another image arrives with a deployment, one instance after the other. ECS drains each before it ends, and the
        # next one waits until the new one is in the cluster. `deployment_minutes` of the environment counts that.
        update_policy=autoscaling.UpdatePolicy.rolling_update(
            max_batch_size=1,
            min_instances_in_service=least - 1,
            pause_time=cdk.Duration.minutes(STARTED_MINUTES),
        ),
    )
    accept(group, rule="AwsSolutions-AS3", reason=MANAGED)
    provider = ecs.AsgCapacityProvider(
        scope,
        "Provider",
        auto_scaling_group=group,
        enable_managed_scaling=True,
        enable_managed_draining=True,
        # Draining moves tasks away; instances that protect themselves could never be deleted with their stack.
        enable_managed_termination_protection=False,
    )
    cluster.add_asg_capacity_provider(provider)
    accept(
        role,
        rule="AwsSolutions-IAM5",
        findings=["Action::ecs:Submit*", "Resource::*"],
        reason=MANAGED,
    )
    return provider
