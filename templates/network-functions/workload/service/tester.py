"""The role in which the test suites of the pipeline work in a deployed environment."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.callers import role_named
from security.permissions import bootstrap_role_arn
from workload.environment import Environment
from workload.service.management_api import ManagementApi
from workload.service.proof.rights import NAMED_WHILE_THEY_RUN

# The name of the output, by which the tests find the role.
OUTPUT = "TesterRole"


class Tester(Construct):
    """`role` may call the management API. Only for environments with suites: nobody tests in production.

    It trusts the bootstrap role that reads in this account, and that one trusts the pipeline.
    """

    def __init__(self, scope: Construct, id: str, *, environment: Environment, api: ManagementApi) -> None:
        super().__init__(scope, id)
        reader = bootstrap_role_arn("lookup", account=environment.account, region=environment.region)
        self.role = iam.Role(
            self, "Role", assumed_by=role_named(reader), description="What the test suites of the pipeline may do"
        )
        api.let_call(self.role, reason=NAMED_WHILE_THEY_RUN)
        cdk.CfnOutput(cdk.Stack.of(self), OUTPUT, value=self.role.role_arn)
