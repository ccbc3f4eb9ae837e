"""The tasks of job steps: what runs in them, and what they may do and reach."""

import json

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.data.tables import let_call
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.service.batch_jobs.definitions import Tasks
from workload.task import CONTAINER, add_container, task_definition

# Does nothing: the state machine says which step of which job a task runs.
IDLE = ("python", "-m", "batch", "--help")


class BatchTasks(Construct):
    """A cluster of its own, since the health of the service counts the tasks that stop in its cluster.

    `cluster`, `definition` and `log` are those of all steps of all jobs; `started` is how a state machine starts one.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, image: ReleasedImage
    ) -> None:
        super().__init__(scope, id)
        batch, network = environment.batch, data.network
        self._data = data
        self.cluster = ecs.Cluster(
            self, "Cluster", vpc=network.vpc, container_insights_v2=ecs.ContainerInsights.ENABLED
        )
        # Always on Fargate: what a step needs is there for as long as the step runs, and no longer.
        self.definition = task_definition(
            self,
            "Definition",
            family=f"{deployment_name(environment)}-batch",
            cpu=batch.cpu,
            memory_mb=batch.memory_mb,
            on_fargate=True,
        )
        self._give_storage(batch.storage_gib)
        image.let_pull(self.definition.obtain_execution_role())
        self.log = add_container(
            self.definition,
            environment=environment,
            image=image,
            key=data.key,
            command=IDLE,
            variables={
                "DATASET_BUCKET": data.datasets.bucket.bucket_name,
                "BATCH_WINDOW": _window(environment),
                **data.store.variables,
            },
        )
        role = self.definition.task_role
        data.datasets.let_run_jobs(role)
        data.store.let_use(role)
        # Each step makes the lock of its job last; only the state machine takes and releases it.
        let_call(role, data.locks, key=data.key, actions=("dynamodb:UpdateItem",))
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description=f"Job steps of {deployment_name(environment)}"
        )
        data.store.let_reach(self, group)
        subnets = network.vpc.select_subnets(subnet_group_name=network.tasks.subnet_group_name)
        self.started = Tasks(
            cluster=self.cluster.cluster_arn,
            task_definition=self.definition.task_definition_arn,
            container=CONTAINER,
            subnets=subnets.subnet_ids,
            security_groups=[group.security_group_id],
            lock_table=data.locks.table_name,
            partition=cdk.Stack.of(self).partition,
        )

    def let_report_to(self, machines: list[sfn.StateMachine]) -> None:
        """Let steps tell these state machines how they are doing, and no other."""
        self.definition.task_role.add_to_principal_policy(
            iam.PolicyStatement(
                sid="ReportSteps",
                actions=["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"],
                resources=[machine.state_machine_arn for machine in machines],
            )
        )

    def _give_storage(self, gib: int) -> None:
        # The construct takes it only where the task is made, which block ecs does.
        resource = self.definition.node.default_child
        assert isinstance(resource, ecs.CfnTaskDefinition)
        resource.ephemeral_storage = ecs.CfnTaskDefinition.EphemeralStorageProperty(size_in_gib=gib)


def _window(environment: Environment) -> str:
    """As `batch/window.py` reads it."""
    window = environment.batch.window
    if window is None:
        return ""
    said = {"start": window.start, "minutes": window.minutes, "time_zone": window.time_zone, "days": window.days}
    return json.dumps(said)
