"""The tasks of the router: which systems they know, and that they read the weights and never write them."""

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from project import NAME
from workload.data.infrastructure import DataStack
from workload.environment import Egress, Environment
from workload.released_image import ReleasedImage
from workload.service.load_balancer import LoadBalancer
from workload.service.router_service.balancer import RouterBalancer
from workload.service.router_service.runtime import parameter_name
from workload.service.tasks_behind import Size, TasksBehind

COMMAND = ["python", "-m", "router"]


class RouterTasks(TasksBehind):
    """On Fargate whatever the service runs on: instances have room for the service only, in old and new tasks.

    users: the load balancer before it. new: the one of the new service.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        users: RouterBalancer,
        new: LoadBalancer,
    ) -> None:
        # No release and no stack writes it: people do, with `make weights`, and a deployment must not undo that.
        parameter = parameter_name(NAME, environment.name)
        sizes = environment.router
        super().__init__(
            scope,
            id,
            environment=environment,
            data=data,
            image=image,
            balancer=users.balancer,
            name="router",
            size=Size(cpu=sizes.cpu, memory_mb=sizes.memory_mb),
            command=COMMAND,
            variables={
                "NEW_URL": new.endpoint,
                **({"LEGACY_URL": sizes.legacy_url} if sizes.legacy_url else {}),
                "INITIAL_WEIGHTS": sizes.document,
                "WEIGHTS_PARAMETER": parameter,
            },
        )
        self._let_read(parameter)
        new.let_in(self.group, "Router")
        if sizes.legacy_url and environment.network.egress is Egress.ENDPOINTS:
            cdk.Annotations.of(self).add_warning_v2(
                f"{environment.name}-legacy-unreachable",
                f"{environment.name} has no way out of its network (Egress.ENDPOINTS), so its router reaches "
                f"{sizes.legacy_url} only by a way of your own, such as a transit gateway or a VPN",
            )

    def _let_read(self, parameter: str) -> None:
        arn = cdk.Stack.of(self).format_arn(
            service="ssm", resource="parameter", resource_name=parameter.removeprefix("/")
        )
        self.definition.task_role.add_to_principal_policy(
            iam.PolicyStatement(sid="ReadTheWeights", actions=["ssm:GetParameter"], resources=[arn])
        )
