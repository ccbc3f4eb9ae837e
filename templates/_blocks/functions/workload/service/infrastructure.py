"""The service: what may be created again at any time. Composes the parts; each part is a file of its own."""

from typing import Unpack

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from extensions.resources import add_resources
from monitoring.alarms import Alerts
from project import ALERTS_EMAIL
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.service.api import Api
from workload.service.delivery import ProgressiveDelivery
from workload.service.functions import Functions
from workload.service.health import Health
from workload.service.metrics import dashboard_metrics
from workload.service_end import end_service
from workload.service_parts import ServiceParts, health_alarms_with
from workload.stack_options import StackOptions


class ServiceStack(cdk.Stack):
    """The service of one environment: `endpoint`, `health_alarms` and `dashboard_metrics` are what others may use."""

    def __init__(
        self, scope: Construct, id: str, *, environment: Environment, data: DataStack, **options: Unpack[StackOptions]
    ) -> None:
        super().__init__(scope, id, **options)
        functions = Functions(self, "Functions", environment=environment, data=data)
        alias = lambda_.Alias(self, "Live", alias_name="live", version=functions.version)
        health = Health(self, "Health", environment=environment, alias=alias)
        api = Api(self, "Api", environment=environment, key=data.key, handler=alias)
        alerts = Alerts(self, "Alerts", key=data.key, email=ALERTS_EMAIL)
        self.endpoint = api.url
        parts = ServiceParts(data=data, alarm_topic=alerts.topic, health_alarms=health.alarms, endpoint=self.endpoint)
        self.health_alarms = health_alarms_with(add_resources, self, environment, parts)
        self.dashboard_metrics = dashboard_metrics(api=api, alias=alias, data=data, environment=environment)
        ProgressiveDelivery(
            self,
            "Delivery",
            delivery=environment.delivery,
            alias=alias,
            pre_traffic=functions.pre_traffic,
            post_traffic=functions.post_traffic,
            health_alarms=self.health_alarms,
        )

        alerts.watch(self.health_alarms)
        end_service(
            self,
            environment=environment,
            endpoint=self.endpoint,
            health_alarms=self.health_alarms,
            metrics=self.dashboard_metrics,
            alerts=alerts,
            version=functions.version.version,
            add_resources=add_resources,
        )
