"""What the dashboard of this service shows, and the alarms that tell a person but roll nothing back."""

from typing import Any

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from cdk_monitoring_constructs import (
    CustomMetricGroup,
    CustomMetricWithAlarm,
    CustomThreshold,
    MinUsageCountThreshold,
    MonitoringFacade,
    UsageThreshold,
)

from monitoring.dashboards import DashboardMetrics
from project import NAME
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.load_balancer import LoadBalancer
from workload.sizes import many_connections

# The storage grows by itself when a tenth of it is left; below this it could not keep up.
LEAST_STORAGE_BYTES = 2 * 1024**3
# A database that is not there yet does not fire.
SILENT: dict[str, Any] = {"treat_missing_data_override": cloudwatch.TreatMissingData.NOT_BREACHING}


def dashboard_metrics(
    *, load_balancer: LoadBalancer, service: ecs.BaseService, data: DataStack, environment: Environment
) -> DashboardMetrics:
    """The graphs of one environment, users first."""
    balancer = load_balancer.balancer.metrics
    orders_placed = cloudwatch.Metric(
        namespace=deployment_name(environment),
        metric_name="OrdersPlaced",
        dimensions_map={"service": NAME},
        statistic="Sum",
        label="Orders placed",
    )

    def resources(monitoring: MonitoringFacade) -> None:
        monitoring.monitor_custom(
            human_readable_name="Tasks",
            alarm_friendly_name="Tasks",
            metric_groups=[
                CustomMetricGroup(
                    title="Busy, percent",
                    metrics=[service.metric_cpu_utilization(), service.metric_memory_utilization()],
                ),
                CustomMetricGroup(
                    title="Healthy tasks",
                    metrics=[
                        group.metrics.healthy_host_count(label=name)
                        for name, group in (("Blue", load_balancer.blue), ("Green", load_balancer.green))
                    ],
                ),
            ],
        )
        connections = data.database.instance.metric_database_connections(statistic="Maximum", label="Connections")
        monitoring.monitor_custom(
            human_readable_name="Connections to the database",
            alarm_friendly_name="Connections",
            metric_groups=[
                CustomMetricGroup(
                    title="At most within five minutes",
                    metrics=[
                        CustomMetricWithAlarm(
                            metric=connections,
                            alarm_friendly_name="Connections",
                            add_alarm={
                                "Many": CustomThreshold(
                                    threshold=many_connections(environment.database.instance),
                                    comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                                    **SILENT,
                                )
                            },
                        )
                    ],
                )
            ],
        )
        monitoring.monitor_rds_instance(
            instance=data.database.instance,
            human_readable_name="Database",
            alarm_friendly_name="Database",
            add_cpu_usage_alarm={"Busy": UsageThreshold(max_usage_percent=90, **SILENT)},
            add_free_storage_space_alarm={"Full": MinUsageCountThreshold(min_count=LEAST_STORAGE_BYTES, **SILENT)},
        )

    return DashboardMetrics(
        users={
            "Requests": [balancer.request_count(label="Requests")],
            "Errors": [
                balancer.http_code_target(elb.HttpCodeTarget.TARGET_4XX_COUNT, label="Refused (4xx)"),
                balancer.http_code_target(elb.HttpCodeTarget.TARGET_5XX_COUNT, label="Failed (5xx)"),
                balancer.http_code_elb(elb.HttpCodeElb.ELB_5XX_COUNT, label="No answer (5xx)"),
            ],
            "Latency in seconds": [
                balancer.target_response_time(label=statistic, statistic=statistic)
                for statistic in ("p50", "p90", "p99")
            ],
            "Orders placed": [orders_placed],
        },
        resources=resources,
    )
