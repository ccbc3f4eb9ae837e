"""How many tasks run: more when processors move packets most of their time, or when session tables fill."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ecs as ecs

from monitoring.health_alarm import MINUTE
from workload.environment import Environment
from workload.names import deployment_name

# Percent, as the function counts them. The kernel forwards packets outside of every container, so the metrics that ECS
# has of its tasks stay low whatever passes.
FOLLOWED = {"SoftirqCpu": 60, "SessionTableUse": 60}
# A task that leaves takes its flows with it, so it leaves only after a quiet time.
QUIET = cdk.Duration.minutes(15)


def scale(service: ecs.BaseService, *, environment: Environment) -> None:
    """Let the number of tasks follow the load, between `instances` and `most_instances` of the environment."""
    count = service.auto_scale_task_count(min_capacity=environment.instances, max_capacity=environment.most_instances)
    for name, percent in FOLLOWED.items():
        count.scale_to_track_custom_metric(
            name,
            metric=cloudwatch.Metric(
                namespace=deployment_name(environment),
                metric_name=name,
                dimensions_map={"Environment": environment.name},
                statistic="Average",
                period=MINUTE,
            ),
            target_value=percent,
            scale_in_cooldown=QUIET,
            scale_out_cooldown=MINUTE,
        )
