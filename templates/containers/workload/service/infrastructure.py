"""The service: what may be created again at any time. Composes the parts; each part is a file of its own."""

from typing import Unpack

import aws_cdk as cdk
from constructs import Construct

from extensions.resources import add_resources
from monitoring.alarms import Alerts
from project import ALERTS_EMAIL
from workload.data.infrastructure import DataStack
from workload.environment import Controller, Environment
from workload.released_image import ReleasedImage
from workload.service.capacity import Capacity
from workload.service.codedeploy import CodeDeployDelivery
from workload.service.delivery import EcsDelivery
from workload.service.deployment_events import DeploymentEvents
from workload.service.firewall import Firewall
from workload.service.health import Health
from workload.service.hook_functions import Hooks
from workload.service.load_balancer import LoadBalancer
from workload.service.metrics import dashboard_metrics
from workload.service.probe import kept_probe
from workload.service.scaling import scale
from workload.service.tasks import Tasks
from workload.service_end import end_service
from workload.service_parts import ServiceParts, health_alarms_with
from workload.stack_options import StackOptions

DELIVERIES: dict[Controller, type[EcsDelivery | CodeDeployDelivery]] = {
    Controller.ECS: EcsDelivery,
    Controller.CODEDEPLOY: CodeDeployDelivery,
}


class ServiceStack(cdk.Stack):
    """The service of one environment: `endpoint`, `health_alarms` and `dashboard_metrics` are what others may use."""

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, **options: Unpack[StackOptions]
    ) -> None:
        super().__init__(scope, id, **options)
        image = ReleasedImage(self, "Released")
        balancer = LoadBalancer(self, "LoadBalancer", environment=environment, network=data.network, key=data.key)
        Firewall(self, "Firewall", environment=environment, balancer_arn=balancer.balancer.load_balancer_arn)
        tasks = Tasks(self, "Tasks", environment=environment, data=data, image=image, load_balancer=balancer)
        probe = kept_probe(self)
        hooks = None
        if environment.shifts_traffic:
            hooks = Hooks(
                self,
                "Hooks",
                environment=environment,
                load_balancer=balancer,
                key=data.key,
                kept_probe=probe,
            )
        capacity = Capacity(self, "Capacity", environment=environment, network=data.network)
        alerts = Alerts(self, "Alerts", key=data.key, email=ALERTS_EMAIL)
        health = Health(
            self,
            "Health",
            environment=environment,
            load_balancer=balancer,
            cluster=capacity.cluster,
            hooks=hooks,
            topic=alerts.topic,
        )
        self.endpoint = balancer.endpoint
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
        scale(delivery.service, environment=environment, load_balancer=balancer, after=delivery.deployment)

        self.dashboard_metrics = dashboard_metrics(
            load_balancer=balancer, service=delivery.service, data=data, environment=environment
        )
        alerts.watch([*self.health_alarms, *delivery.alarms])
        DeploymentEvents(
            self, "DeploymentEvents", environment=environment, service=delivery.service, topic=alerts.topic
        )
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
