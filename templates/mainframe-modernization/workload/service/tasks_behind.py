"""Tasks that one load balancer reaches: what the online service and the router have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.names import deployment_name
from workload.released_image import ReleasedImage
from workload.task import Store, add_container, task_definition


@dataclass(frozen=True, kw_only=True)
class Size:
    """Of one task, in CPU units and MiB. on_fargate: else on the instances of the cluster."""

    cpu: int
    memory_mb: int
    on_fargate: bool = True


class TasksBehind(Construct):
    """`definition`, the `subnets` of its tasks, and `group`, which only `balancer` reaches.

    name: what tells these tasks from others of the environment. store: what they work with. command: instead of the one
    of the image. variables: besides those that every task has.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        balancer: elb.ApplicationLoadBalancer,
        name: str,
        size: Size,
        variables: Mapping[str, str],
        command: Sequence[str] | None = None,
        store: Store | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.subnets = data.network.tasks
        family = f"{deployment_name(environment)}-{name}"
        sizes = {"cpu": size.cpu, "memory_mb": size.memory_mb}
        self.definition = task_definition(self, "Definition", family=family, on_fargate=size.on_fargate, **sizes)
        image.let_pull(self.definition.obtain_execution_role())
        port = environment.port
        self.log = add_container(
            self.definition,
            environment=environment,
            image=image,
            key=data.key,
            database=store,
            command=command,
            port=port,
            variables={"PORT": str(port), **variables},
        )
        self.group = ec2.SecurityGroup(self, "Group", vpc=data.network.vpc, description=f"Tasks of {family}")
        self.group.connections.allow_from(balancer, ec2.Port.tcp(port), "Requests and health checks")
