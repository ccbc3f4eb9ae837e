"""The tasks of the online service: how many programs run in them at once, and what they may do."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from security.nag import accept
from workload.data.infrastructure import DataStack
from workload.environment import Compute, Environment
from workload.released_image import NO_RESOURCES, ReleasedImage
from workload.service.load_balancer import LoadBalancer
from workload.service.tasks_behind import Size, TasksBehind

# A virtual CPU. A call takes well below a millisecond, so more workers than cores only wait for each other; a second
# one answers while the first is lost and replaced.
CORE, LEAST_WORKERS = 1024, 2
# Of one call, and of the wait for a worker before it; a thousand times what a call takes.
CALL_SECONDS = 2
TRACES = ["xray:PutTraceSegments", "xray:PutSpans", "xray:PutSpansForIndexing"]


class Tasks(TasksBehind):
    """The command of the image, on the store of accounts."""

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
        on_fargate = environment.compute is not Compute.EC2
        super().__init__(
            scope,
            id,
            environment=environment,
            data=data,
            image=image,
            balancer=load_balancer.balancer,
            name="service",
            size=Size(cpu=environment.cpu, memory_mb=environment.memory_mb, on_fargate=on_fargate),
            store=data.store,
            variables={
                "PROGRAM_WORKERS": str(workers(environment.cpu)),
                "PROGRAM_SECONDS": str(CALL_SECONDS),
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": (
                    f"https://xray.{cdk.Stack.of(scope).region}.{cdk.Aws.URL_SUFFIX}/v1/traces"
                ),
            },
        )
        role = self.definition.task_role
        data.store.let_use(role)
        data.store.let_reach(self, self.group)
        role.add_to_principal_policy(iam.PolicyStatement(sid="Trace", actions=TRACES, resources=["*"]))
        accept(role, rule="AwsSolutions-IAM5", finding="Resource::*", reason=NO_RESOURCES)


def workers(cpu: int) -> int:
    """Worker processes for a task of so many CPU units."""
    return max(LEAST_WORKERS, cpu // CORE)
