"""The functions that try out new tasks before users see them, and after. Their code: `hooks/release_hooks/`."""

from pathlib import Path
from typing import Literal

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from monitoring.health_alarm import MINUTE
from security.callers import asked_by_us
from security.nag import accept
from workload.environment import Environment
from workload.kept_probe import NONE
from workload.logs import log_group
from workload.names import deployment_name, hook_name
from workload.service.hook_network import keep_in_the_network, let_work_in_a_network
from workload.service.load_balancer import LoadBalancer
from workload.service_deployment import HOOK_FUNCTION_SECONDS
from workload.task_sizes import Controller

CODE = str(Path(__file__).parent / "hooks")
# What a hook logs when it refuses a release: `release_hooks/release_test.py`.
REFUSED = "The release failed and is rolled back"
# Who calls a hook decides how it answers.
MODULES = {Controller.ECS: "ecs", Controller.CODEDEPLOY: "codedeploy"}


class Hooks(Construct):
    """`pre_traffic` asks the new tasks through the test listener, `post_traffic` through the one of users.

    `failures` count how often each of them refused a release; `key` encrypts their logs.

    Which version has to answer they ask the deployment itself. In their environment it would be the newest one, and
    the hooks would refuse the older version that a rollback brings back.

    kept_probe: path where an earlier release placed what the store still has to hold, or NONE.
    vpc, subnets: where they work when the load balancer is internal; they get a security group, `group`, which it lets
        in. Without them they are outside of any network and `group` is None.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        load_balancer: LoadBalancer,
        key: kms.IKey,
        kept_probe: str = NONE,
        vpc: ec2.IVpc | None = None,
        subnets: ec2.SubnetSelection | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._vpc, self._subnets = vpc, subnets
        self.group = self._security_group(vpc, load_balancer) if vpc else None
        self._environment, self._load_balancer, self.key = environment, load_balancer, key
        self._kept_probe = kept_probe
        self.failures: list[cloudwatch.Metric] = []
        self.pre_traffic = self._hook("PreTraffic", hook="pre")
        self.post_traffic = self._hook("PostTraffic", hook="post")

    def _security_group(self, vpc: ec2.IVpc, load_balancer: LoadBalancer) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(self, "Group", vpc=vpc, description="Hooks that try out new tasks")
        load_balancer.let_in(group, "Hooks that try out new tasks", test=True)
        return group

    def _hook(self, id: str, *, hook: Literal["pre", "post"]) -> lambda_.Function:
        group = log_group(self, f"{id}Log", environment=self._environment, key=self.key)
        role = iam.Role(self, f"{id}Role", assumed_by=asked_by_us("lambda.amazonaws.com"))
        name = hook_name(self._environment, hook)
        if self._vpc:
            let_work_in_a_network(role, function_name=name)
        function = lambda_.Function(
            self,
            id,
            code=lambda_.Code.from_asset(CODE, exclude=["**/__pycache__", "**/*.pyc"]),
            handler=f"release_hooks.{MODULES[self._environment.controller]}.{hook}_traffic",
            # No wheels are built for it, so it can be the newest.
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            memory_size=256,
            timeout=cdk.Duration.seconds(HOOK_FUNCTION_SECONDS),
            # The role that CodeDeploy gets from AWS calls functions of this name only.
            function_name=name,
            role=role,
            log_group=group,
            logging_format=lambda_.LoggingFormat.JSON,
            vpc=self._vpc,
            vpc_subnets=self._subnets,
            security_groups=[self.group] if self.group else None,
            environment={
                "ENDPOINT": self._load_balancer.address,
                "TEST_ENDPOINT": self._load_balancer.test_address,
                "TLS_NAME": self._load_balancer.tls_name,
                "RELEASE_TEST_SECRET_ARN": self._load_balancer.test_secret.secret_arn,
                "KEPT_PROBE": self._kept_probe,
                "LOG_LEVEL": "INFO",
            },
        )
        if self._vpc:
            keep_in_the_network(function)
        group.grant_write(role)
        self.failures.append(
            group.add_metric_filter(
                f"{id}Failed",
                metric_namespace=deployment_name(self._environment),
                metric_name=f"{id}Failed",
                filter_pattern=logs.FilterPattern.string_value("$.message", "=", REFUSED),
            ).metric(period=MINUTE, statistic="Sum")
        )
        # The other hook asks as users do.
        if hook == "pre":
            self._let_ask_new_tasks(role)
        return function

    def _let_ask_new_tasks(self, role: iam.Role) -> None:
        secret = self._load_balancer.test_secret
        secret.grant_read(role)
        # The secret knows its key by the ARN only, so the CDK grants nothing on it.
        assert secret.encryption_key is not None
        secret.encryption_key.grant_decrypt(role)

    def allow(self, *statements: iam.PolicyStatement, wildcard: str, reason: str) -> None:
        """Let both hooks ask for the deployment that called them.

        wildcard: the one resource that ends in a star, in cdk-nag's words; reason: why it does.
        """
        for hook in (self.pre_traffic, self.post_traffic):
            assert hook.role is not None
            for statement in statements:
                hook.role.add_to_principal_policy(statement)
            accept(hook.role, rule="AwsSolutions-IAM5", finding=f"Resource::{wildcard}", reason=reason)
