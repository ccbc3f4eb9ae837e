"""What the dashboard shows: users first, then the parts of the service, its data, and the jobs."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from cdk_monitoring_constructs import CustomMetricGroup, MonitoringFacade

from monitoring.dashboards import DashboardMetrics
from workload.data.infrastructure import DataStack
from workload.environment import Environment
from workload.service.load_balancer import LoadBalancer
from workload.service.online import metrics as online
from workload.service.router_service import metrics as router
from workload.service.router_service.balancer import RouterBalancer

Graphs = Mapping[str, Sequence[cloudwatch.Metric | cloudwatch.MathExpression]]


def dashboard_metrics(
    *,
    environment: Environment,
    data: DataStack,
    users: RouterBalancer,
    load_balancer: LoadBalancer,
    services: Mapping[str, ecs.BaseService],
    jobs: Graphs,
) -> DashboardMetrics:
    """The graphs of one environment.

    users: where they come in. load_balancer: of the online service. services: by the names that people see.
    jobs: graphs of the batch jobs.
    """

    def resources(monitoring: MonitoringFacade) -> None:
        _show(monitoring, "Tasks", _tasks(users, load_balancer, services))
        _show(monitoring, "Router", router.graphs(environment))
        _show(monitoring, "Programs", online.graphs(environment))
        data.store.metrics(monitoring)
        _show(monitoring, "Jobs", jobs)

    balancer = users.balancer.metrics
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
            "Postings stored": [online.of_calls(environment, "PostingsStored", label="By the new service")],
        },
        resources=resources,
    )


def _tasks(users: RouterBalancer, load_balancer: LoadBalancer, services: Mapping[str, ecs.BaseService]) -> Graphs:
    groups = {"Service, blue": load_balancer.blue, "Service, green": load_balancer.green, "Router": users.tasks}
    return {
        "Processor, percent": [each.metric_cpu_utilization(label=name) for name, each in services.items()],
        "Memory, percent": [each.metric_memory_utilization(label=name) for name, each in services.items()],
        "Healthy tasks": [group.metrics.healthy_host_count(label=name) for name, group in groups.items()],
    }


def _show(monitoring: MonitoringFacade, name: str, graphs: Graphs) -> None:
    monitoring.monitor_custom(
        human_readable_name=name,
        alarm_friendly_name=name,
        metric_groups=[CustomMetricGroup(title=title, metrics=list(metrics)) for title, metrics in graphs.items()],
    )
