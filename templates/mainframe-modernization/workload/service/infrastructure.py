"""The service: what may be created again at any time. Composes the parts; each part is a file or folder of its own."""

from typing import Unpack

import aws_cdk as cdk
from constructs import Construct

from extensions.resources import add_resources
from monitoring.alarms import Alerts
from project import ALERTS_EMAIL
from workload.data.infrastructure import DataStack
from workload.environment import Controller, Environment
from workload.released_image import ReleasedImage
from workload.service.batch_jobs.infrastructure import Batch
from workload.service.capacity import Capacity
from workload.service.codedeploy import CodeDeployDelivery
from workload.service.delivery import EcsDelivery
from workload.service.deployment_events import DeploymentEvents
from workload.service.firewall import Firewall
from workload.service.health import Health
from workload.service.hook_functions import Hooks
from workload.service.load_balancer import LoadBalancer
from workload.service.metrics import dashboard_metrics
from workload.service.online.alarms import ProgramAlarms
from workload.service.online.metrics import queue_depth
from workload.service.online.tasks import Tasks
from workload.service.router_service.events import tell_of_failures
from workload.service.router_service.infrastructure import Router
from workload.service.scaling import scale
from workload.service_end import end_service
from workload.service_parts import ServiceParts, health_alarms_with
from workload.stack_options import StackOptions

DELIVERIES: dict[Controller, type[EcsDelivery | CodeDeployDelivery]] = {
    Controller.ECS: EcsDelivery,
    Controller.CODEDEPLOY: CodeDeployDelivery,
}


class ServiceStack(cdk.Stack):
    """The service of one environment: `endpoint`, `health_alarms` and `dashboard_metrics` are what others may use.

    Users reach the router, and the router the online service behind its internal load balancer.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, **options: Unpack[StackOptions]
    ) -> None:
        super().__init__(scope, id, **options)
        network = data.network
        image = ReleasedImage(self, "Released")
        balancer = LoadBalancer(
            self, "LoadBalancer", environment=environment, network=network, key=data.key, public=False
        )
        tasks = Tasks(self, "Tasks", environment=environment, data=data, image=image, load_balancer=balancer)
        hooks = None
        if environment.shifts_traffic:
            hooks = Hooks(
                self,
                "Hooks",
                environment=environment,
                load_balancer=balancer,
                key=data.key,
                vpc=network.vpc,
                subnets=network.tasks,
            )
        capacity = Capacity(self, "Capacity", environment=environment, network=network)
        alerts = Alerts(self, "Alerts", key=data.key, email=ALERTS_EMAIL)
        router = Router(self, "Router", environment=environment, data=data, image=image, new=balancer)
        Firewall(self, "Firewall", environment=environment, balancer_arn=router.users.balancer.load_balancer_arn)
        health = Health(
            self,
            "Health",
            environment=environment,
            load_balancer=balancer,
            cluster=capacity.cluster,
            hooks=hooks,
            topic=alerts.topic,
            more=router.health_alarms,
            others={"Router": router.users.tasks},
        )
        self.endpoint = router.endpoint
        parts = ServiceParts(data=data, alarm_topic=alerts.topic, health_alarms=health.alarms, endpoint=self.endpoint)
        self.health_alarms = health_alarms_with(add_resources, self, environment, parts)
        delivery = DELIVERIES[environment.controller](
            self,
            "Delivery",
            environment=environment,
            capacity=capacity,
            tasks=tasks,
            load_balancer=balancer,
            hooks=hooks,
            health_alarms=self.health_alarms,
        )
        scale(
            delivery.service,
            environment=environment,
            load_balancer=balancer,
            more=[queue_depth(environment)],
            after=delivery.deployment,
        )
        routers = router.deploy(capacity=capacity, after=delivery, health_alarms=self.health_alarms)
        batch = Batch(self, "Batch", environment=environment, data=data, image=image, alerts=alerts)

        self.dashboard_metrics = dashboard_metrics(
            environment=environment,
            data=data,
            users=router.users,
            load_balancer=balancer,
            services={"Service": delivery.service, "Router": routers},
            jobs=batch.graphs,
        )
        programs = ProgramAlarms(self, "Programs", environment=environment)
        alerts.watch([*self.health_alarms, *delivery.alarms, *router.alarms, *programs.alarms])
        DeploymentEvents(
            self, "DeploymentEvents", environment=environment, service=delivery.service, topic=alerts.topic
        )
        tell_of_failures(routers, environment=environment, topic=alerts.topic)
        end_service(
            self,
            environment=environment,
            endpoint=self.endpoint,
            health_alarms=self.health_alarms,
            metrics=self.dashboard_metrics,
            alerts=alerts,
            version=image.version,
            add_resources=add_resources,
        )
