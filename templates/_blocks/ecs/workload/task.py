"""What every task of this workload is: one container on arm64, as nobody, with nothing to write to but /tmp."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from project import NAME
from security.callers import trust_only_for_us
from security.nag import accept
from workload.container import CONTAINER as CONTAINER
from workload.environment import Environment
from workload.logs import log_group
from workload.names import deployment_name
from workload.released_image import ReleasedImage

USER = "10001"
# ECS sends SIGTERM, and SIGKILL when this time is over; the service itself gives up 5 seconds earlier.
STOP_SECONDS = 30
NAMED_AT_RUN_TIME = (
    "Tasks, log streams, revisions, executions, objects and scalable targets get their names at run time; what stands "
    "before the name is given"
)
SCRATCH, WRITABLE = "tmp", "/tmp"  # noqa: S108 - of the container, and of nobody else
ARM64 = ecs.RuntimePlatform(
    cpu_architecture=ecs.CpuArchitecture.ARM64, operating_system_family=ecs.OperatingSystemFamily.LINUX
)


class Store(Protocol):
    """What a container works with, such as the database."""

    @property
    def variables(self) -> Mapping[str, str]:
        """Where it is, as a container reads it from its environment."""


class DeliveredTasks(Protocol):
    """The tasks that a delivery replaces step by step: their definition, subnets, and security group."""

    @property
    def definition(self) -> ecs.TaskDefinition: ...

    @property
    def subnets(self) -> ec2.SubnetSelection: ...

    @property
    def group(self) -> ec2.SecurityGroup: ...


def task_definition(
    scope: Construct, id: str, *, family: str, cpu: int, memory_mb: int, on_fargate: bool
) -> ecs.TaskDefinition:
    """An empty task with a network interface of its own and a writable /tmp.

    family: its name in the account, which another project must not have.
    """
    task = ecs.TaskDefinition(
        scope,
        id,
        family=family,
        compatibility=ecs.Compatibility.FARGATE if on_fargate else ecs.Compatibility.EC2,
        network_mode=ecs.NetworkMode.AWS_VPC,
        cpu=str(cpu),
        memory_mib=str(memory_mb),
        # Instances bring their own.
        runtime_platform=ARM64 if on_fargate else None,
    )
    trust_only_for_us(task.task_role)
    # A rollback deploys an older revision again.
    task.apply_removal_policy(cdk.RemovalPolicy.RETAIN)
    task.add_volume(name=SCRATCH)
    return task


def add_container(
    task: ecs.TaskDefinition,
    *,
    environment: Environment,
    image: ReleasedImage,
    key: kms.IKey,
    variables: Mapping[str, str],
    secrets: Mapping[str, ecs.Secret] | None = None,
    command: Sequence[str] | None = None,
    port: int | None = None,
    database: Store | None = None,
    health_check: ecs.HealthCheck | None = None,
) -> logs.LogGroup:
    """Add the one container of `task`, and return where its log goes.

    variables, secrets: of this task, besides those that every task has. command: instead of the one of the image.
    database: what it works with, of which it gets the variables too. health_check: of a task without a load balancer.
    """
    group = log_group(task, "Log", environment=environment, key=key)
    container = task.add_container(
        CONTAINER,
        container_name=CONTAINER,
        image=image.container_image,
        essential=True,
        command=list(command) if command else None,
        user=USER,
        readonly_root_filesystem=True,
        stop_timeout=cdk.Duration.seconds(STOP_SECONDS),
        linux_parameters=ecs.LinuxParameters(task, "Linux", init_process_enabled=True),
        health_check=health_check,
        port_mappings=[ecs.PortMapping(container_port=port)] if port else None,
        logging=ecs.LogDriver.aws_logs(
            stream_prefix=CONTAINER, log_group=group, mode=ecs.AwsLogDriverMode.NON_BLOCKING
        ),
        environment={
            "SERVICE_NAME": NAME,
            "ENVIRONMENT_NAME": environment.name,
            "METRICS_NAMESPACE": deployment_name(environment),
            "LOG_LEVEL": "INFO",
            "VERSION": image.version,
            # Fargate says it, an instance does not.
            "AWS_REGION": cdk.Stack.of(task).region,
            **(database.variables if database else {}),
            **variables,
        },
        secrets=dict(secrets or {}),
    )
    accept(
        task,
        rule="AwsSolutions-ECS2",
        reason="Names and addresses, no secrets: those come from Secrets Manager, or do not exist",
    )
    container.add_mount_points(ecs.MountPoint(container_path=WRITABLE, source_volume=SCRATCH, read_only=False))
    return group
