"""What the dashboard of this service shows, and the alarms that tell a person but roll nothing back."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from cdk_monitoring_constructs import ErrorCountThreshold, MonitoringFacade, ThrottledEventsThreshold

from monitoring.dashboards import DashboardMetrics
from project import NAME
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.names import deployment_name
from workload.service.api import Api

FIVE_MINUTES = cdk.Duration.minutes(5)


def dashboard_metrics(*, api: Api, alias: lambda_.Alias, data: DataStack, environment: Environment) -> DashboardMetrics:
    """The graphs of one environment, users first."""
    http_api = api.http_api
    orders_placed = cloudwatch.Metric(
        namespace=deployment_name(environment),
        metric_name="OrdersPlaced",
        dimensions_map={"service": NAME},
        statistic="Sum",
        label="Orders placed",
    )

    def resources(monitoring: MonitoringFacade) -> None:
        monitoring.monitor_lambda_function(
            lambda_function=alias.lambda_, human_readable_name="Function", alarm_friendly_name="Function"
        )
        monitoring.monitor_api_gateway_v2_http_api(
            api=http_api,
            human_readable_name="API",
            alarm_friendly_name="Api",
            add5xx_count_alarm={"Server": ErrorCountThreshold(max_error_count=5, period=FIVE_MINUTES)},
        )
        for name, table in (("Orders", data.orders), ("Idempotency", data.idempotency)):
            throttled = {"Any": ThrottledEventsThreshold(max_throttled_events_threshold=0, period=FIVE_MINUTES)}
            monitoring.monitor_dynamo_table(
                table=table,
                human_readable_name=f"{name} table",
                alarm_friendly_name=f"{name}Table",
                add_system_error_count_alarm={"Any": ErrorCountThreshold(max_error_count=0, period=FIVE_MINUTES)},
                add_read_throttled_events_count_alarm=throttled,
                add_write_throttled_events_count_alarm=throttled,
            )

    return DashboardMetrics(
        users={
            "Requests": [http_api.metric_count(label="Requests", statistic="Sum")],
            "Errors": [
                http_api.metric_client_error(label="Refused (4xx)", statistic="Sum"),
                http_api.metric_server_error(label="Failed (5xx)", statistic="Sum"),
            ],
            "Latency in milliseconds": [
                http_api.metric_latency(label=statistic, statistic=statistic) for statistic in ("p50", "p90", "p99")
            ],
            "Orders placed": [orders_placed],
        },
        resources=resources,
    )
