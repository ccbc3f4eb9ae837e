"""The one-off task that migrates the database before traffic shifts, and who may run it: `workload/migration.py`."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from project import QUALIFIER
from security import nag
from security.callers import role_named
from workload.data import names
from workload.data.database import APPLICATION_USER, Database
from workload.data.network import EnvironmentNetwork
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.task import add_container, task_definition


class Migrations(Construct):
    """A task definition that nothing runs by itself; the deploy action of the data stack starts it and waits."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        network: EnvironmentNetwork,
        database: Database,
        image: ReleasedImage,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        self._cluster = ecs.Cluster(
            self, "Cluster", vpc=network.vpc, container_insights_v2=ecs.ContainerInsights.ENABLED
        )
        self._group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description=f"Migrations of {deployment_name(environment)}"
        )
        database.instance.connections.allow_default_port_from(self._group, "Migrations")
        # Always on Fargate, whatever the service runs on: a migration must not wait for an instance.
        self._task = task_definition(
            self,
            "Task",
            family=f"{deployment_name(environment)}-migration",
            cpu=256,
            memory_mb=512,
            on_fargate=True,
        )
        image.let_pull(self._task.obtain_execution_role())
        self._log = add_container(
            self._task,
            environment=environment,
            image=image,
            key=key,
            database=database,
            command=names.MIGRATION,
            variables={"APPLICATION_USER": APPLICATION_USER},
            secrets={
                "DATABASE_USER": ecs.Secret.from_secrets_manager(database.secret, "username"),
                "DATABASE_PASSWORD": ecs.Secret.from_secrets_manager(database.secret, "password"),
            },
        )
        role = self._runner()
        subnets = network.vpc.select_subnets(subnet_group_name=network.tasks.subnet_group_name).subnet_ids
        for name, value in {
            "MigrationCluster": self._cluster.cluster_arn,
            "MigrationTask": self._task.task_definition_arn,
            "MigrationSubnets": cdk.Fn.join(",", subnets),
            "MigrationSecurityGroup": self._group.security_group_id,
            "MigrationRole": role.role_arn,
            "MigrationLogGroup": self._log.log_group_name,
        }.items():
            cdk.CfnOutput(cdk.Stack.of(self), name, value=value)

    def _runner(self) -> iam.Role:
        """A role for the deploy role of the bootstrap, which is all that the deploy action may assume."""
        stack = cdk.Stack.of(self)
        deployer = f"cdk-{QUALIFIER}-deploy-role-{stack.account}-{stack.region}"
        role = iam.Role(
            self,
            "Runner",
            assumed_by=role_named(f"arn:{stack.partition}:iam::{stack.account}:role/{deployer}"),
            description="Runs the migration of the database and reads its log",
        )
        roles = [each.role_arn for each in (self._task.task_role, self._task.execution_role) if each is not None]
        in_cluster = {"ArnEquals": {"ecs:cluster": self._cluster.cluster_arn}}
        tasks = self._cluster.arn_for_tasks("*")
        for statement in (
            iam.PolicyStatement(
                sid="RunTheMigration",
                actions=["ecs:RunTask"],
                resources=[self._task.task_definition_arn],
                conditions=in_cluster,
            ),
            iam.PolicyStatement(sid="SeeAndStopIt", actions=["ecs:DescribeTasks", "ecs:StopTask"], resources=[tasks]),
            iam.PolicyStatement(
                sid="GiveItsRoles",
                actions=["iam:PassRole"],
                resources=roles,
                conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
            ),
            iam.PolicyStatement(
                sid="ReadItsLog", actions=["logs:GetLogEvents"], resources=[f"{self._log.log_group_arn}:*"]
            ),
        ):
            role.add_to_policy(statement)
        log = self._log.node.default_child
        assert isinstance(log, cdk.CfnElement)
        cluster = self._cluster.node.default_child
        assert isinstance(cluster, cdk.CfnElement)
        tasks_printed = nag.printed_arn(stack, "ecs", f"task/<{stack.get_logical_id(cluster)}>/*")
        nag.accept(
            role,
            rule="AwsSolutions-IAM5",
            findings=[f"Resource::<{stack.get_logical_id(log)}.Arn>:*", f"Resource::{tasks_printed}"],
            reason="AWS names tasks and log streams at run time, behind the names of this cluster and this group",
        )
        return role
