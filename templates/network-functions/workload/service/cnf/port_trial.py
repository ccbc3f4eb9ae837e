"""The function that tries new tasks before they get traffic. Its code: `hooks/try_ports.py`."""

from collections.abc import Sequence
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from security.callers import asked_by_us
from security.nag import accept
from workload.data.infrastructure import DataStack
from workload.environment import Environment, Port, Protocol
from workload.logs import log_group
from workload.service.cnf.network_load_balancer import NetworkBalancer
from workload.service.cnf.ports import test_port
from workload.service.reasons import AWS_ITSELF
from workload.service_deployment import HOOK_FUNCTION_SECONDS

CODE = str(Path(__file__).parent / "hooks")
# Source: AWS Lambda, "Giving Lambda functions access to resources in an Amazon VPC", required permissions.
INTERFACES = (
    *("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces"),
    *("ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
)


def tried_ports(environment: Environment) -> Sequence[Port]:
    """Those where a connection says whether new tasks carry it: nobody answers on UDP unless asked in its own words."""
    return [port for port in environment.ports if port.protocol is Protocol.TCP]


class PortTrial(Construct):
    """`function`, for ECS to call when test traffic reaches the new tasks, and `caller`, the role to call it with.

    It stands in the network of the function, as a client of its load balancer.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, balancer: NetworkBalancer
    ) -> None:
        super().__init__(scope, id)
        vpc = data.network.vpc
        group = ec2.SecurityGroup(self, "Group", vpc=vpc, description="Tries new tasks", allow_all_outbound=False)
        balancer.let_try(group, tried_ports(environment))
        log = log_group(self, "Log", environment=environment, key=data.key)
        role = self._role()
        self.function = lambda_.Function(
            self,
            "Function",
            code=lambda_.Code.from_asset(CODE, exclude=["**/__pycache__", "**/*.pyc"]),
            handler="try_ports.handler",
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            timeout=cdk.Duration.seconds(HOOK_FUNCTION_SECONDS),
            vpc=vpc,
            vpc_subnets=data.network.management,
            security_groups=[group],
            role=role,
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            environment={
                "BALANCER": balancer.endpoint,
                "PORTS": ",".join(f"{port.number}:{test_port(port)}" for port in tried_ports(environment)),
            },
        )
        log.grant_write(role)
        self.caller = iam.Role(self, "Caller", assumed_by=iam.ServicePrincipal("ecs.amazonaws.com"))
        # The role that the CDK would make may call every version of the function.
        self.caller.add_to_policy(
            iam.PolicyStatement(
                sid="TryNewTasks", actions=["lambda:InvokeFunction"], resources=[self.function.function_arn]
            )
        )

    def _role(self) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=asked_by_us("lambda.amazonaws.com"))
        role.add_to_policy(iam.PolicyStatement(sid="StandInTheNetwork", actions=list(INTERFACES), resources=["*"]))
        accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=AWS_ITSELF)
        return role
