"""The state machine of one job: its definition, its log, and what it may do."""

import re

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from security import nag
from workload.data.infrastructure import DataStack
from workload.data.tables import let_call
from workload.environment import Environment
from workload.logs import keep_days
from workload.names import deployment_name
from workload.released_image import NO_RESOURCES
from workload.service.batch_jobs.definitions import Job, state_machine
from workload.service.batch_jobs.tasks import BatchTasks
from workload.task import NAMED_AT_RUN_TIME


class JobMachine(Construct):
    """`machine` runs `job`, one execution at a time."""

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, job: Job, tasks: BatchTasks
    ) -> None:
        super().__init__(scope, id)
        self.job = job
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            # As text: CloudFormation may make texts of numbers that stand in an object.
            definition_body=sfn.DefinitionBody.from_string(
                cdk.Stack.of(self).to_json_string(state_machine(job, tasks.started))
            ),
            comment=f"Job {job.name} of {deployment_name(environment)}",
            state_machine_type=sfn.StateMachineType.STANDARD,
            logs=sfn.LogOptions(
                destination=self._log(environment, data.key),
                level=sfn.LogLevel.ALL,
                # Inputs of tasks hold their tokens. The history of the execution shows them to who may read it.
                include_execution_data=False,
            ),
            tracing_enabled=True,
        )
        let_call(self.machine.role, data.locks, key=data.key, actions=("dynamodb:DeleteItem", "dynamodb:PutItem"))
        self._let_run(tasks)

    def _log(self, environment: Environment, key: kms.IKey) -> logs.LogGroup:
        name = re.sub("[^A-Z0-9]", lambda found: f"_{ord(found[0]):x}", self.job.name)
        group = logs.LogGroup(
            self,
            "Log",
            # Below /aws/vendedlogs/ a group does not fill up the resource policy of CloudWatch Logs, which is small.
            log_group_name=f"/aws/vendedlogs/{deployment_name(environment)}-states-{name}",
            encryption_key=key,
            retention=logs.RetentionDays.INFINITE,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        keep_days(group, environment.log_retention_days)
        return group

    def _let_run(self, tasks: BatchTasks) -> None:
        stack, role = cdk.Stack.of(self), self.machine.role
        in_cluster = {"ArnEquals": {"ecs:cluster": tasks.cluster.cluster_arn}}
        # Every revision: an execution that began before a release goes on with the one of its definition.
        revisions = f"task-definition/{tasks.definition.family}:*"
        given = [each.role_arn for each in (tasks.definition.task_role, tasks.definition.execution_role) if each]
        for statement in (
            iam.PolicyStatement(
                sid="RunSteps",
                actions=["ecs:RunTask"],
                resources=[stack.format_arn(service="ecs", resource=revisions)],
                conditions=in_cluster,
            ),
            iam.PolicyStatement(
                sid="TagThem",
                actions=["ecs:TagResource"],
                resources=[tasks.cluster.arn_for_tasks("*")],
                conditions={"StringEquals": {"ecs:CreateAction": "RunTask"}},
            ),
            iam.PolicyStatement(
                sid="GiveTheirRoles",
                actions=["iam:PassRole"],
                resources=given,
                conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
            ),
        ):
            role.add_to_principal_policy(statement)
        cluster = tasks.cluster.node.default_child
        assert isinstance(cluster, cdk.CfnElement)
        named = [
            f"Resource::{nag.printed_arn(stack, 'ecs', each)}"
            for each in (f"task/<{stack.get_logical_id(cluster)}>/*", revisions)
        ]
        rule = "AwsSolutions-IAM5"
        nag.accept(self.machine, rule=rule, finding="Resource::*", reason=NO_RESOURCES)
        nag.accept(self.machine, rule=rule, findings=named, reason=NAMED_AT_RUN_TIME)
