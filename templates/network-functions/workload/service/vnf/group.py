"""The instances of the function: how they start, how many there are, and what they may reach."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_autoscaling as autoscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from workload.data.infrastructure import DataStack
from workload.environment import Environment, Function
from workload.logs import log_group
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service.gateway import GENEVE_PORT, Gateway, balancer_addresses, let_in
from workload.service.instances import released_instance_image
from workload.service.vnf.instance_rights import give_rights

FIRST_START = Path(__file__).parent.parent / "instance" / "first_start.sh"
# Each packet costs time of a processor, so this is what fills up first.
BUSY_PERCENT = 60
# Until a new instance has installed what it needs, has its revision and is healthy in the load balancer.
START_MINUTES = 10


class FunctionGroup(Construct):
    """`group` of instances with Amazon Linux 2023 on arm64, `log` of the function, and their `security_group`.

    Nobody signs in by SSH: Session Manager opens a shell, and says who opened it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        gateway: Gateway,
    ) -> None:
        super().__init__(scope, id)
        network = data.network
        self.log = log_group(self, "Log", environment=environment, key=data.key)
        self.security_group = self._security_group(environment, network.vpc)
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))
        image.let_pull(role)
        give_rights(role, environment=environment, data=data, gateway=gateway, log=self.log)
        start = ec2.UserData.for_linux()
        start.add_commands(cdk.Fn.sub(FIRST_START.read_text("utf-8")))
        template = ec2.LaunchTemplate(
            self,
            "Template",
            machine_image=released_instance_image(self),
            instance_type=ec2.InstanceType(environment.instance_type),
            security_group=self.security_group,
            role=role,
            user_data=start,
            require_imdsv2=True,
            # The function shares the network of its instance, so it is no hop away.
            http_put_response_hop_limit=1,
            detailed_monitoring=True,
            block_devices=[
                ec2.BlockDevice(device_name="/dev/xvda", volume=ec2.BlockDeviceVolume.ebs(20, encrypted=True))
            ],
        )
        # By this the instances are known that may switch their own check of addresses off.
        cdk.Tags.of(template).add("network-function", deployment_name(environment))
        self.group = self._group(environment, data, template)
        self.group.node.add_dependency(role)

    def _group(
        self, environment: Environment, data: DataStack, template: ec2.LaunchTemplate
    ) -> autoscaling.AutoScalingGroup:
        group = autoscaling.AutoScalingGroup(
            self,
            "Group",
            vpc=data.network.vpc,
            vpc_subnets=data.network.data,
            launch_template=template,
            min_capacity=environment.instances,
            max_capacity=environment.most_instances,
            group_metrics=[autoscaling.GroupMetrics.all()],
            # Another image of Amazon Linux arrives with a deployment, one instance after the other.
            update_policy=autoscaling.UpdatePolicy.rolling_update(
                max_batch_size=1,
                min_instances_in_service=environment.instances - 1,
                pause_time=cdk.Duration.minutes(START_MINUTES),
                suspend_processes=[
                    autoscaling.ScalingProcess.ALARM_NOTIFICATION,
                    autoscaling.ScalingProcess.AZ_REBALANCE,
                    autoscaling.ScalingProcess.HEALTH_CHECK,
                    autoscaling.ScalingProcess.REPLACE_UNHEALTHY,
                    autoscaling.ScalingProcess.SCHEDULED_ACTIONS,
                ],
            ),
            default_instance_warmup=cdk.Duration.minutes(START_MINUTES),
        )
        cdk.Tags.of(group).add("network-function", deployment_name(environment))
        group.scale_on_cpu_utilization("Busy", target_utilization_percent=BUSY_PERCENT)
        accept(
            group, rule="AwsSolutions-AS3", reason="Alarms on the load balancer's targets tell people, not each start"
        )
        return group

    def _security_group(self, environment: Environment, vpc: ec2.IVpc) -> ec2.SecurityGroup:
        translates = environment.function is Function.SOURCE_NAT
        group = ec2.SecurityGroup(
            self,
            "SecurityGroup",
            vpc=vpc,
            description=f"Instances of {deployment_name(environment)}",
            # Translated packets leave by this interface for wherever they are going.
            allow_all_outbound=translates,
        )
        let_in(group, environment=environment)
        if not translates:
            for addresses in balancer_addresses(environment.network):
                group.add_egress_rule(addresses, ec2.Port.udp(GENEVE_PORT), "GENEVE back to the load balancer")
            # The endpoint of S3 has public addresses.
            group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.HTTPS, "Services of AWS")
        return group
