"""One dashboard per environment, in two levels: what users feel, and the resources behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from cdk_monitoring_constructs import (
    AlarmFactoryDefaults,
    CustomMetricGroup,
    DefaultDashboardFactory,
    MonitoringFacade,
    SnsAlarmActionStrategy,
)
from constructs import Construct

from monitoring.alarms import Alerts


@dataclass(frozen=True, kw_only=True)
class DashboardMetrics:
    """What a workload shows.

    users: graphs of what users feel, as title and metrics.
    resources: adds the workload's resources to a MonitoringFacade, with the alarms that tell a person and roll
        nothing back.
    """

    users: dict[str, Sequence[cloudwatch.Metric]]
    resources: Callable[[MonitoringFacade], None]


class Dashboard(Construct):
    """The dashboard of one environment; `url` opens it in the console. `name` is also the prefix of its alarms."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        metrics: DashboardMetrics,
        health_alarms: Sequence[cloudwatch.Alarm],
        alerts: Alerts,
    ) -> None:
        super().__init__(scope, id)
        facade = MonitoringFacade(
            self,
            "Monitoring",
            dashboard_factory=DefaultDashboardFactory(self, "Factory", dashboard_name_prefix=name),
            alarm_factory_defaults=AlarmFactoryDefaults(
                alarm_name_prefix=name,
                actions_enabled=True,
                action=SnsAlarmActionStrategy(on_alarm_topic=alerts.topic, on_ok_topic=alerts.topic),
            ),
        )
        facade.add_large_header("What users feel")
        facade.monitor_custom(
            human_readable_name="Users",
            alarm_friendly_name="Users",
            metric_groups=[
                CustomMetricGroup(title=title, metrics=list(graph)) for title, graph in metrics.users.items()
            ],
        )
        facade.add_widget(cloudwatch.AlarmStatusWidget(title="Health: these roll a release back", alarms=health_alarms))
        facade.add_large_header("Resources")
        metrics.resources(facade)
        region = cdk.Stack.of(self).region
        console = f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}"
        self.url = f"{console}#dashboards/dashboard/{name}"
