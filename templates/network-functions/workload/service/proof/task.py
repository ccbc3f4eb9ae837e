"""The task of the proof, generator or server as it is told at its start: on Fargate, as nobody, without rights."""

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_kms as kms
from constructs import Construct

from security.callers import trust_only_for_us
from security.nag import accept
from workload.environment import Environment
from workload.logs import log_group
from workload.released_image import ReleasedImage
from workload.service.cnf.tasks import NOTHING_HIDDEN
from workload.service.proof import program
from workload.service.proof.task_names import CONTAINER

NOBODY = "10001"
# One processor fills more than a function of the smallest size carries.
CPU, MEMORY_MIB = 1024, 2048
SCRATCH, WRITABLE = "scratch", "/tmp"  # noqa: S108 - of the container, and of nobody else
# Of the task's own network namespace: ports below 1024, and pings, for a process without rights.
SYSTEM_CONTROLS = {"net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0 2147483647"}


class ProofTask(Construct):
    """`definition` and `log`. A start overrides the variables MODE and PLAN, which the definition has empty."""

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, image: ReleasedImage, key: kms.IKey
    ) -> None:
        super().__init__(scope, id)
        self.definition = ecs.FargateTaskDefinition(
            self,
            "Definition",
            cpu=CPU,
            memory_limit_mib=MEMORY_MIB,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.ARM64, operating_system_family=ecs.OperatingSystemFamily.LINUX
            ),
        )
        trust_only_for_us(self.definition.task_role)
        self.definition.add_volume(name=SCRATCH)
        self.log = log_group(self, "Log", environment=environment, key=key)
        image.let_pull(self.definition.obtain_execution_role())
        container = self.definition.add_container(
            CONTAINER,
            container_name=CONTAINER,
            image=image.container_image,
            entry_point=list(program.ENTRY_POINT),
            user=NOBODY,
            readonly_root_filesystem=True,
            environment={program.VARIABLE: program.archive(), "MODE": "", "PLAN": ""},
            logging=ecs.LogDriver.aws_logs(
                stream_prefix=CONTAINER,
                log_group=self.log,
                # The result is in the log: none of it may be lost.
                mode=ecs.AwsLogDriverMode.BLOCKING,
            ),
            system_controls=[ecs.SystemControl(namespace=name, value=value) for name, value in SYSTEM_CONTROLS.items()],
        )
        container.add_mount_points(ecs.MountPoint(container_path=WRITABLE, source_volume=SCRATCH, read_only=False))
        accept(self.definition, rule="AwsSolutions-ECS2", reason=NOTHING_HIDDEN)

    @property
    def roles(self) -> list[str]:
        """ARNs of the roles that whoever starts it passes on."""
        return [self.definition.task_role.role_arn, self.definition.obtain_execution_role().role_arn]
