"""The router: the public way to both systems. It follows the weights of its parameter, whatever is deployed."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from constructs import Construct, IDependable

from workload.data.infrastructure import DataStack
from workload.environment import Compute, Environment
from workload.released_image import ReleasedImage
from workload.service.capacity import Capacity
from workload.service.circuit_breaker import roll_back_after_failed_tasks
from workload.service.load_balancer import LoadBalancer
from workload.service.router_service.alarms import RouterAlarms
from workload.service.router_service.balancer import RouterBalancer
from workload.service.router_service.tasks import RouterTasks
from workload.task import CONTAINER


class Router(Construct):
    """`endpoint` for users, `health_alarms`, and `alarms`, which tell a person and roll nothing back."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        environment: Environment,
        data: DataStack,
        image: ReleasedImage,
        new: LoadBalancer,
    ) -> None:
        super().__init__(scope, id)
        self._environment = environment
        self.users = RouterBalancer(self, "Users", environment=environment, network=data.network)
        self._tasks = RouterTasks(
            self, "Tasks", environment=environment, data=data, image=image, users=self.users, new=new
        )
        watched = RouterAlarms(self, "Alarms", environment=environment, users=self.users)
        self.health_alarms, self.alarms = watched.health, watched.told
        self.endpoint = self.users.endpoint

    def deploy(
        self, *, capacity: Capacity, after: IDependable, health_alarms: Sequence[cloudwatch.Alarm]
    ) -> ecs.FargateService:
        """The service, which replaces its tasks one after the other and goes back when an alarm fires.

        after: the new service. A release that fails there does not reach the router, and a router never asks a new
        service for something that only the next one has.
        """
        # A cluster of instances takes tasks on Fargate by their launch type, and by no strategy of its own.
        on_instances = self._environment.compute is Compute.EC2
        service = ecs.FargateService(
            self,
            "Service",
            cluster=capacity.cluster,
            capacity_provider_strategies=None if on_instances else capacity.strategy,
            task_definition=self._tasks.definition,
            security_groups=[self._tasks.group],
            vpc_subnets=self._tasks.subnets,
            desired_count=self._environment.router.tasks,
            min_healthy_percent=100,
            max_healthy_percent=200,
            health_check_grace_period=cdk.Duration.seconds(60),
            enable_ecs_managed_tags=True,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
            deployment_strategy=ecs.DeploymentStrategy.ROLLING,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            deployment_alarms=ecs.DeploymentAlarmConfig(
                alarm_names=[alarm.alarm_name for alarm in health_alarms],
                behavior=ecs.AlarmBehavior.ROLLBACK_ON_ALARM,
            ),
        )
        roll_back_after_failed_tasks(service)
        self.users.tasks.add_target(
            service.load_balancer_target(container_name=CONTAINER, container_port=self._environment.port)
        )
        service.node.add_dependency(after, self.users, self._tasks)
        return service
