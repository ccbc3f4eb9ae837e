"""The service: what may be created again at any time. Composes the parts; each part is a file of its own."""

from typing import Unpack

import aws_cdk as cdk
from constructs import Construct

from extensions.resources import add_resources
from monitoring.alarms import Alerts
from project import ALERTS_EMAIL
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.released_image import ReleasedImage
from workload.service.fleet import Fleet
from workload.service.fleet_events import FleetEvents
from workload.service.health import Health
from workload.service.management_api import ManagementApi
from workload.service.metrics import dashboard_metrics
from workload.service.packet_entry import PacketEntry
from workload.service.policy_function import PolicyFunction
from workload.service.proof.infrastructure import PacketProof
from workload.service.tester import Tester
from workload.service_end import end_service
from workload.service_parts import ServiceParts, health_alarms_with
from workload.stack_options import StackOptions


class ServiceStack(cdk.Stack):
    """The service of one environment: `endpoint`, `health_alarms` and `dashboard_metrics` are what others may use.

    Its order: the management API, what brings packets, what tells how healthy the functions are, and last the fleet
    of them, whose deployments exactly these alarms roll back.
    """

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, **options: Unpack[StackOptions]
    ) -> None:
        super().__init__(scope, id, **options)
        image = ReleasedImage(self, "Released")
        alerts = Alerts(self, "Alerts", key=data.key, email=ALERTS_EMAIL)
        management = PolicyFunction(self, "Management", environment=environment, data=data, image=image)
        api = ManagementApi(self, "ManagementApi", environment=environment, key=data.key, handler=management.function)
        self.endpoint = api.endpoint

        entry = PacketEntry(self, "Entry", environment=environment, data=data)
        health = Health(self, "Health", environment=environment, entry=entry, topic=alerts.topic)
        parts = ServiceParts(data=data, alarm_topic=alerts.topic, health_alarms=health.alarms, endpoint=self.endpoint)
        self.health_alarms = health_alarms_with(add_resources, self, environment, parts)
        fleet = Fleet(
            self,
            "Fleet",
            environment=environment,
            data=data,
            image=image,
            entry=entry,
            health_alarms=self.health_alarms,
        )
        FleetEvents(self, "FleetEvents", environment=environment, fleet=fleet, topic=alerts.topic)
        if environment.suites:
            PacketProof(
                self,
                "Proof",
                environment=environment,
                data=data,
                image=image,
                tester=Tester(self, "Tester", environment=environment, api=api).role,
                through=entry.through,
                instances=fleet.instances,
            )

        self.dashboard_metrics = dashboard_metrics(environment=environment, targets=entry.targets, api=api)
        alerts.watch(self.health_alarms)
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
