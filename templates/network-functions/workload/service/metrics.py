"""What the dashboard of the network function shows, and the alarms that tell a person but roll nothing back."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from cdk_monitoring_constructs import CustomMetricWithAlarm, MonitoringFacade

from monitoring.dashboards import DashboardMetrics
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.function_metrics import drops_by_rule, function_metric
from workload.service.graphs import BELOW, Graphed, a_second, show, watched
from workload.service.management_api import ManagementApi
from workload.service.policy_function import SERVICE
from workload.service.target_health import TargetHealth

FIVE_MINUTES = cdk.Duration.minutes(5)
# Of the ports that one address has for source NAT.
MANY_PORTS_PERCENT = 80
# Requests that the API or IAM turned away within five minutes: more than somebody makes who mistypes.
MANY_REFUSED = 20
LOST = ("ConntrackDrops", "ConntrackInsertFailed", "ConntrackEarlyDrops", "TunnelDrops")


def dashboard_metrics(*, environment: Environment, targets: TargetHealth, api: ManagementApi) -> DashboardMetrics:
    """The graphs of one environment, what its users feel first."""

    def of_function(name: str, label: str = "", statistic: str = "Sum") -> cloudwatch.Metric:
        return function_metric(environment, name, label=label, statistic=statistic)

    def resources(monitoring: MonitoringFacade) -> None:
        ports = of_function("NatPortUse", "Ports of source NAT", "Maximum")
        refused = of_function("PolicyRefused", "Refuse the newest policy", "Maximum")
        show(
            monitoring,
            "Functions",
            {
                "Traffic a second": [
                    a_second(of_function("Packets"), "Packets"),
                    a_second(of_function("Bytes"), "Kilobits", 8 / 1000),
                ],
                "Used at most, percent": [
                    of_function("SessionTableUse", "Session table", "Maximum"),
                    of_function("SoftirqCpu", "Busiest processor, for packets alone", "Maximum"),
                    watched(ports, "NatPorts", MANY_PORTS_PERCENT),
                ],
                "Packets lost a minute": [of_function(name) for name in LOST],
                "Functions": [_reporting(environment), watched(refused, "PolicyRefused", 1, periods=2)],
            },
        )
        monitoring.add_widget(
            cloudwatch.GraphWidget(
                title="Packets that a rule dropped, a minute", left=[drops_by_rule(environment)], width=24
            )
        )
        show(
            monitoring,
            "Load balancer",
            {
                "Flows a minute": [
                    targets.of_balancer("NewFlowCount", label="New"),
                    targets.of_balancer("ActiveFlowCount", label="Active", statistic="Average"),
                ],
                "Healthy": [targets.healthy(name) for name in targets.groups],
                "Unhealthy": [targets.unhealthy(name) for name in targets.groups],
            },
        )
        show(monitoring, "Management API", _of_api(environment, api))

    return DashboardMetrics(
        users={
            "Packets a minute": [of_function("Packets", "Passed"), of_function("DroppedPackets", "Dropped by a rule")],
            "Bytes a minute": [of_function("Bytes", "Passed")],
            "Sessions": [of_function("Sessions", "At once"), of_function("NewSessions", "New, a minute")],
        },
        resources=resources,
    )


def _of_api(environment: Environment, api: ManagementApi) -> dict[str, list[Graphed | CustomMetricWithAlarm]]:
    def of_policy(name: str, label: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=deployment_name(environment),
            metric_name=name,
            dimensions_map={"service": SERVICE},
            statistic="Sum",
            period=FIVE_MINUTES,
            label=label,
        )

    failed = api.rest_api.metric_server_error(period=FIVE_MINUTES, statistic="Sum", label="Failed (5xx)")
    refused = api.rest_api.metric_client_error(period=FIVE_MINUTES, statistic="Sum", label="Refused (4xx)")
    return {
        "Changes of the policy": [
            of_policy("PoliciesChanged", "Changed"),
            of_policy("PolicyChangesRefused", "Refused"),
        ],
        "Requests": [
            api.rest_api.metric_count(period=FIVE_MINUTES, statistic="Sum", label="All"),
            watched(failed, "ApiErrors", 1),
            watched(refused, "ApiRefusals", MANY_REFUSED),
        ],
    }


def _reporting(environment: Environment) -> CustomMetricWithAlarm:
    """How many functions write metrics. Each does so once a minute, so a single minute may see one twice or not."""
    written = function_metric(environment, "Sessions", statistic="SampleCount", period=FIVE_MINUTES)
    reporting = cloudwatch.MathExpression(
        expression="written / 5", using_metrics={"written": written}, period=FIVE_MINUTES, label="Report"
    )
    return watched(reporting, "FewFunctions", environment.instances - 0.5, comparison=BELOW, periods=2)
