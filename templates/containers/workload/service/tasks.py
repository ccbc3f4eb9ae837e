"""The tasks of the service: what runs in them, and what they may do and reach."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from workload.data.database import APPLICATION_USER
from workload.data.infrastructure import DataStack
from workload.environment import Compute, Environment
from workload.names import deployment_name
from workload.released_image import NO_RESOURCES, ReleasedImage
from workload.service.load_balancer import LoadBalancer
from workload.task import add_container, task_definition


class Tasks(Construct):
    """`definition`, the `subnets` of its tasks, and `group`, which only the load balancer reaches."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        load_balancer: LoadBalancer,
    ) -> None:
        super().__init__(scope, id)
        self.subnets = data.network.tasks
        self.definition = task_definition(
            self,
            "Definition",
            family=f"{deployment_name(environment)}-service",
            cpu=environment.cpu,
            memory_mb=environment.memory_mb,
            on_fargate=environment.compute is not Compute.EC2,
        )
        image.let_pull(self.definition.obtain_execution_role())
        region = cdk.Stack.of(self).region
        self.log = add_container(
            self.definition,
            environment=environment,
            image=image,
            key=data.key,
            database=data.database,
            port=environment.port,
            variables={
                "PORT": str(environment.port),
                "DATABASE_USER": APPLICATION_USER,
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"https://xray.{region}.{cdk.Aws.URL_SUFFIX}/v1/traces",
            },
        )
        role = self.definition.task_role
        data.database.let_sign_in(role)
        self._let_trace(role)
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=data.network.vpc, description=f"Tasks of {deployment_name(environment)}"
        )
        self.group.connections.allow_from(
            load_balancer.balancer, ec2.Port.tcp(environment.port), "Requests and health checks"
        )
        # Here and not in the data stack, which must not know the service.
        ec2.CfnSecurityGroupIngress(
            self,
            "ToTheDatabase",
            group_id=data.database.instance.connections.security_groups[0].security_group_id,
            source_security_group_id=self.group.security_group_id,
            ip_protocol="tcp",
            from_port=data.database.port,
            to_port=data.database.port,
            description="Tasks of the service",
        )

    def _let_trace(self, role: iam.IRole) -> None:
        role.add_to_principal_policy(
            iam.PolicyStatement(
                sid="Trace",
                actions=["xray:PutTraceSegments", "xray:PutSpans", "xray:PutSpansForIndexing"],
                resources=["*"],
            )
        )
        accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=NO_RESOURCES)
