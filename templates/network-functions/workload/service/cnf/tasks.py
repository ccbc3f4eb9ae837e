"""The tasks of the function: what they are, and what they may do and reach."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.callers import trust_only_for_us
from security.nag import accept
from workload.data.infrastructure import DataStack
from workload.environment import Entry, Environment, Protocol
from workload.environment_rules import HEALTH_PORT
from workload.logs import log_group
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service.cnf.kernel_values import INTERFACE, kernel_values
from workload.service.gateway import GENEVE_PORT

CONTAINER = "function"
TUNNEL, TUNNEL_FILE = "tunnel", "/dev/net/tun"
# ECS waits until the load balancer has drained a task before it sends SIGTERM: what is left then has lost its way.
DRAIN_SECONDS = 5
STOP_SECONDS = 30
# Reserved: an instance has one task alone, of whatever size it is. At most: so much takes a policy of 10,000 rules.
MEMORY_RESERVED_MIB, MEMORY_MIB, CPU = 512, 1536, 512
SCRATCH, SCRATCH_MIB = "/tmp", 16  # noqa: S108 - of the container, and of nobody else
# Why tasks may read settings from their variables; the tasks of the packet proof give the same reason.
NOTHING_HIDDEN = "Names, numbers and plans, all of which are in the repository: what runs here has no secrets"
PROTOCOLS = {Protocol.TCP: ecs.Protocol.TCP, Protocol.UDP: ecs.Protocol.UDP}


class Tasks(Construct):
    """`definition`, its `log`, the `subnets` of the tasks, and their `group`, which lets nobody in by itself."""

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, image: ReleasedImage
    ) -> None:
        super().__init__(scope, id)
        self._environment, self.subnets = environment, data.network.data
        self.log = log_group(self, "Log", environment=environment, key=data.key)
        self.definition = ecs.Ec2TaskDefinition(
            self,
            "Definition",
            family=f"{deployment_name(environment)}-function",
            network_mode=ecs.NetworkMode.AWS_VPC,
        )
        trust_only_for_us(self.definition.task_role)
        # A rollback starts an older revision again.
        self.definition.apply_removal_policy(cdk.RemovalPolicy.RETAIN)
        image.let_pull(self.definition.obtain_execution_role())
        self._add_container(image, self._variables(data, image))
        accept(self.definition, rule="AwsSolutions-ECS2", reason=NOTHING_HIDDEN)
        _let_read_the_policy(self.definition.task_role, data)
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=data.network.vpc, description=f"Tasks of {deployment_name(environment)}"
        )

    def _add_container(self, image: ReleasedImage, variables: dict[str, str]) -> None:
        gateway = self._environment.entry is Entry.GATEWAY
        ports = self._environment.ports
        self.definition.add_container(
            CONTAINER,
            container_name=CONTAINER,
            image=image.container_image,
            cpu=CPU,
            memory_reservation_mib=MEMORY_RESERVED_MIB,
            memory_limit_mib=MEMORY_MIB,
            # Only root keeps the capabilities that are added, and those are all that it has.
            user="0",
            readonly_root_filesystem=True,
            linux_parameters=self._linux(),
            system_controls=[
                ecs.SystemControl(namespace=name, value=value)
                for name, value in kernel_values(self._environment).items()
            ],
            port_mappings=[ecs.PortMapping(container_port=GENEVE_PORT, protocol=ecs.Protocol.UDP)]
            if gateway
            else [ecs.PortMapping(container_port=port.number, protocol=PROTOCOLS[port.protocol]) for port in ports],
            stop_timeout=cdk.Duration.seconds(STOP_SECONDS),
            logging=ecs.LogDriver.aws_logs(
                log_group=self.log, stream_prefix=CONTAINER, mode=ecs.AwsLogDriverMode.NON_BLOCKING
            ),
            environment=variables,
        )

    def _linux(self) -> ecs.LinuxParameters:
        linux = ecs.LinuxParameters(self.definition, "Linux", init_process_enabled=True)
        linux.drop_capabilities(ecs.Capability.ALL)
        linux.add_capabilities(ecs.Capability.NET_ADMIN)
        linux.add_tmpfs(ecs.Tmpfs(container_path=SCRATCH, size=SCRATCH_MIB))
        if self._environment.entry is Entry.GATEWAY:
            # The tunnel sends its own outer headers.
            linux.add_capabilities(ecs.Capability.NET_RAW)
            both = [ecs.DevicePermission.READ, ecs.DevicePermission.WRITE]
            linux.add_devices(ecs.Device(host_path=TUNNEL_FILE, container_path=TUNNEL_FILE, permissions=both))
        return linux

    def _variables(self, data: DataStack, image: ReleasedImage) -> dict[str, str]:
        environment = self._environment
        inside = TUNNEL if environment.entry is Entry.GATEWAY else INTERFACE
        return {
            "FUNCTION": environment.function,
            "ENTRY": environment.entry,
            # One arm in both places. `Environment` refuses source NAT behind a gateway, which needs two.
            "INSIDE": inside,
            "OUTSIDE": inside,
            "TUNNEL_DEVICE": TUNNEL,
            "GENEVE_PORT": str(GENEVE_PORT),
            "POLICY_BUCKET": data.policy.bucket.bucket_name,
            "POLICY_KEY": data.policy.key_name,
            "POLICY_SECONDS": str(environment.policy_seconds),
            "HEALTH_PORT": str(HEALTH_PORT),
            "VERSION": image.version,
            "METRICS_NAMESPACE": deployment_name(environment),
            "ENVIRONMENT_NAME": environment.name,
            "LOG_LEVEL": "INFO",
            "DRAIN_SECONDS": str(DRAIN_SECONDS),
            "IDLE_SECONDS": str(environment.flows.idle_seconds),
            # An instance does not say it, and S3 is asked through the endpoint of this region alone.
            "AWS_DEFAULT_REGION": cdk.Stack.of(self).region,
        }


def _let_read_the_policy(role: iam.IRole, data: DataStack) -> None:
    """Statements and no grants: those would change the bucket and the key, whose stack must not know this one."""
    policy = data.policy.bucket.arn_for_objects(data.policy.key_name)
    for sid, action, resource in (
        ("ReadThePolicy", "s3:GetObject", policy),
        ("DecryptThePolicy", "kms:Decrypt", data.key.key_arn),
    ):
        role.add_to_principal_policy(iam.PolicyStatement(sid=sid, actions=[action], resources=[resource]))
