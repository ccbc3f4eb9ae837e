"""The role in which test suites start jobs of a deployed environment, and read what these wrote."""

import json
from collections.abc import Iterable

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from security import nag
from security.callers import role_named
from security.permissions import bootstrap_role_arn
from workload.data.datasets import ARN_OUTPUT, DATASETS, RUNS, SYSOUT
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.service.batch_jobs.machine import JobMachine
from workload.task import NAMED_AT_RUN_TIME

# Data sets of the initial load and of the parallel run, and the records of what was put in: all that a suite may write.
WRITTEN = (f"{DATASETS}LOAD.*", f"{DATASETS}PARALLEL.*", f"{RUNS}put/*")
READ = (f"{DATASETS}*", f"{RUNS}*", f"{SYSOUT}*")
OUTPUT = "TesterRole"


class Tester(Construct):
    """Only for environments with suites: nobody tests in production.

    The role trusts the bootstrap role that reads in this account, and that one trusts the pipeline.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, jobs: Iterable[JobMachine]
    ) -> None:
        super().__init__(scope, id)
        reader = bootstrap_role_arn("lookup", account=environment.account, region=environment.region)
        self.role = iam.Role(
            self, "Role", assumed_by=role_named(reader), description="Test suites start jobs and read their data"
        )
        stack = cdk.Stack.of(self)
        printed = self._let_start(stack, list(jobs))
        printed += self._let_use_datasets(stack, data)
        nag.accept(self.role, rule="AwsSolutions-IAM5", findings=printed, reason=NAMED_AT_RUN_TIME)
        cdk.CfnOutput(stack, OUTPUT, value=self.role.role_arn)

    def _let_start(self, stack: cdk.Stack, jobs: list[JobMachine]) -> list[str]:
        self._allow("StartJobs", ["states:StartExecution"], [job.machine.state_machine_arn for job in jobs])
        executions = [
            stack.format_arn(
                service="states",
                resource="execution",
                resource_name=f"{job.machine.state_machine_name}:*",
                arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
            )
            for job in jobs
        ]
        self._allow("WaitForThem", ["states:DescribeExecution"], executions)
        names = []
        for job in jobs:
            resource = job.machine.node.default_child
            assert isinstance(resource, cdk.CfnElement)
            names.append(stack.get_logical_id(resource))
        return [f"Resource::{nag.printed_arn(stack, 'states', f'execution:<{name}.Name>:*')}" for name in names]

    def _let_use_datasets(self, stack: cdk.Stack, data: DataStack) -> list[str]:
        of = cdk.Stack.of(data.datasets)
        bucket = cdk.Fn.get_stack_output(of.stack_name, ARN_OUTPUT, region=of.region)
        self._allow("FindDatasets", ["s3:ListBucket", "s3:ListBucketVersions"], [bucket])
        self._allow("ReadThem", ["s3:GetObject", "s3:GetObjectVersion"], [f"{bucket}/{each}" for each in READ])
        self._allow("PutTheirInput", ["s3:PutObject"], [f"{bucket}/{each}" for each in WRITTEN])
        self.role.add_to_policy(
            iam.PolicyStatement(
                sid="UseTheirKey",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[data.key.key_arn],
                conditions={"StringEquals": {"kms:ViaService": f"s3.{of.region}.{of.url_suffix}"}},
            )
        )
        printed = json.dumps(stack.resolve(bucket), separators=(",", ":"))
        return [f"Resource::{printed}/{each}" for each in (*READ, *WRITTEN)]

    def _allow(self, sid: str, actions: list[str], resources: list[str]) -> None:
        self.role.add_to_policy(iam.PolicyStatement(sid=sid, actions=actions, resources=resources))
